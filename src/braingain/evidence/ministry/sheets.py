"""The workbook for a ministry: one concept a sheet, its columns in a planner's words, and what each is in the evidence row.

``braingain template`` writes these sheets and ``braingain evidence import`` reads them: both by this one list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from braingain.foundation.cards import catalogue_table

OURS, PUBLIC = "ours", "public"
WHOSE, AS_IT_WAS = "Whose figure", "As it was"
SOURCE, COMMENT = "Source document", "Comment"
LOW, HIGH, YEAR = "Low", "High", "Year"
README, MISSING, USED = "Read me", "What is missing", "What runs use"
DICTIONARY, LISTS = "Data dictionary", "Lists"
HELP_SHEETS = (README, MISSING, USED, DICTIONARY, LISTS)
PERCENT = ("percent", "percent_per_year")  # units of columns in percent
PUBLIC_MARK = "public: "  # how the source document of a row begins that came with the workbook


@dataclass(frozen=True)
class Choice:
    """An entry of a drop-down list: the words a planner reads, and the value of the evidence row."""

    word: str
    code: str


@dataclass(frozen=True)
class Column:
    """A column that says what a figure is of.

    ``field`` is the column of the evidence row that it fills; ``empty`` what an empty cell means there.
    """

    title: str
    field: str
    help: str
    choices: tuple[Choice, ...] = ()
    needed: bool = False
    empty: str = "unknown"
    width: int = 16


@dataclass(frozen=True)
class Figure:
    """A column of figures: the indicator that each becomes, its unit ("" where a column of the row says it) and measure."""

    title: str
    indicator: str
    unit: str
    measure: str
    help: str


@dataclass(frozen=True)
class Sheet:
    """One concept.

    ``title`` names it with the country; ``parts`` are figures of a row that together cannot exceed the largest of
    ``wholes``; ``bounds`` says whether a row can have a low and a high figure.
    """

    name: str
    title: str
    says: tuple[str, ...]
    keys: tuple[Column, ...]
    figures: tuple[Figure, ...]
    bounds: bool = False
    parts: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def titles(self) -> tuple[str, ...]:
        """All columns in order, the hidden one last."""
        bounds = (LOW, HIGH) if self.bounds else ()
        keys, figures = (key.title for key in self.keys), (figure.title for figure in self.figures)
        return (*keys, *figures, *bounds, METHOD.title, SOURCE, COMMENT, WHOSE, AS_IT_WAS)

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns of a row that say its figures and what they are of."""
        return self.titles[: self.titles.index(METHOD.title)]

    @property
    def marked(self) -> tuple[str, ...]:
        """The columns by which a row that came with the workbook is known to be as it was."""
        return (*self.compared, METHOD.title)


def _choices(**words: str) -> tuple[Choice, ...]:
    return tuple(Choice(word, code) for code, word in words.items())


def _cadres(*codes: str) -> tuple[Choice, ...]:
    titles = {row["cadre"]: row["title"] for row in catalogue_table("cadres")}
    return tuple(Choice(titles[code], code) for code in codes)


METHOD = Column(
    "How known",
    "method",
    "Reported: counted. Estimated: computed from counts. Assumed: a judgement. Empty: reported.",
    _choices(reported="Reported", estimated="Estimated", interpolated="Between two years", assumed="Assumed"),
    empty="reported",
)
_YEAR = Column(YEAR, "year", "The year as four digits, such as 2024.", needed=True, width=9)
_CADRE = Column(
    "Cadre",
    "cadre",
    "Of whom. Nurses with midwives; mid-level: clinical officers, medical assistants and the like.",
    _cadres("doctor", "doctor_specialist", "doctor_general", "nurse", "midlevel", "community", "all"),
    needed=True,
    width=26,
)
_SEX = Column(
    "Sex",
    "sex",
    "Empty: women and men together.",
    _choices(all="All", female="Women", male="Men"),
    empty="all",
    width=10,
)
_PLACE = Column(
    "Place",
    "place",
    "Empty: the whole country.",
    _choices(all="Whole country", capital="Capital and largest towns", urban="Other towns", rural="Rural"),
    empty="all",
    width=24,
)
_SECTOR = Column(
    "Sector",
    "employment",
    "Empty: public and private together.",
    _choices(all="All", public="Public", private="Private"),
    empty="all",
    width=11,
)
_SCHOOLS = Column("Schools", "employment", "Empty: public and private schools together.", _SECTOR.choices, empty="all")
_ACTIVITY = Column(
    "Who is counted",
    "activity",
    "Practising: seeing patients. Registered or licensed: on the list, at work or not. Employed: in a paid post. Empty: not known.",
    _choices(
        practising="Practising", employed="Employed", registered="Registered", licensed="Licensed", unknown="Not known"
    ),
    width=17,
)
_COUNT = Column(
    "Counted as",
    "count",
    "Persons, or full-time equivalents. Empty: not known.",
    _choices(headcount="Head count", fte="Full-time equivalents", unknown="Not known"),
    width=22,
)
_WORK = Column("Country where they work", "country", "Its name or ISO code.", needed=True, width=26)
_LINK = Column(
    "They are",
    "definition",
    "Trained, born, or nationals: three different groups, never added together.",
    _choices(trained="Trained in our country", born="Born in our country", national="Our nationals"),
    needed=True,
    width=24,
)
_STAFF = Column(
    "Whose pay",
    "employment",
    "Salaried staff is what runs read. Empty: not known.",
    _choices(
        salaried="Salaried staff", public="Public sector", private="Private sector", self_employed="Self-employed"
    ),
    width=17,
)
_MONEY = Column(
    "Money",
    "unit",
    "What the figure is in. Runs read pay as times GDP per head of the same year.",
    _choices(local_currency="National currency", usd="US$", gdp_per_head_multiple="Times GDP per head"),
    needed=True,
    width=20,
)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "Stock",
        "Health workers in the country",
        ("Everybody at work in health in the year, wherever trained. Give several years if you can: growth is read",
         "from three figures over four years. One row for each figure. Shares of women, places and sectors are read from the sheet Shares."),
        (_YEAR, _CADRE, _SEX, _PLACE, _SECTOR, _ACTIVITY, _COUNT),
        (Figure("Workers", "workers", "persons", "stock", "How many."),),
        bounds=True,
    ),
    Sheet(
        "Shares",
        "Shares of the health workers",
        ("In percent of all of the cadre in the country, such as 32 or 32.5.",),
        (_YEAR, _CADRE, _ACTIVITY),
        (
            Figure("Women, %", "women_share", "percent", "rate", "Women of all."),
            Figure("Trained abroad, %", "foreign_trained_share", "percent", "rate", "First qualification from abroad."),
            Figure("In the capital and largest towns, %", "place_share", "percent", "rate", "Of all in the country."),
            Figure("In private work, %", "private_share", "percent", "rate", "Private over all."),
        ),
    ),
    Sheet(
        "Graduates",
        "New graduates a year",
        ("Those who finished school in the year. Runs read all schools together.",),
        (_YEAR, _CADRE, _SEX, _SCHOOLS),
        (Figure("Graduates", "graduates", "persons_per_year", "inflow", "How many in the year."),),
        bounds=True,
    ),
    Sheet(
        "Students and seats",
        "Students and seats in schools",
        ("Seats: new students that the schools can take. New students: who began. Students: of all years together.",),
        (_YEAR, _CADRE, _SEX, _SCHOOLS),
        (
            Figure("Seats", "seats", "persons_per_year", "stock", "Places for new students in the year."),
            Figure("New students", "intake", "persons_per_year", "inflow", "Who began in the year."),
            Figure("Students", "students", "persons", "stock", "Of all years of study together."),
        ),
    ),
    Sheet(
        "Posts",
        "Posts: established, funded, vacant",
        ("Established: on the staffing list. Funded: with money in the budget. Vacant: funded and not filled.",),
        (_YEAR, _CADRE, _PLACE, _SECTOR),
        (
            Figure("Established posts", "posts", "posts", "stock", "On the staffing list."),
            Figure("Funded posts", "posts_funded", "posts", "stock", "Somebody pays for them."),
            Figure("Vacant posts", "vacancies", "posts", "stock", "Of the funded (or established) ones, not filled."),
            Figure("Vacancy rate, %", "vacancy_rate", "percent", "rate", "Where the numbers are not known: vacant over all."),
        ),
        parts=("Vacant posts",),
        wholes=("Established posts", "Funded posts"),
    ),
    Sheet(
        "Pay",
        "Pay of a year",
        ("Gross pay of a whole year, twelve months with allowances, of one person. Never pay of a month.",),
        (_YEAR, _CADRE, _STAFF, _MONEY),
        (Figure("Pay of a year", "pay", "", "price", "Gross, with allowances."),),
        bounds=True,
    ),
    Sheet(
        "Workers abroad",
        "Our health workers abroad, by country",
        ("From registers of other countries, embassies or associations. Trained here, born here and nationals are",
         "three different groups: a row is of one of them."),
        (_YEAR, _CADRE, _WORK, _LINK, _ACTIVITY, _SEX),
        (Figure("Workers abroad", "workers_abroad", "persons", "stock", "How many work there."),),
        bounds=True,
    ),
    Sheet(
        "Exits",
        "Those who left in a year",
        ("Leave a cell empty where the reason is not recorded; 0 means nobody. Certificates of good standing are asked for by",
         "more people than leave: they stand beside, not among the leavers."),
        (_YEAR, _CADRE, _SEX, _SECTOR),
        (
            Figure("Left, all reasons", "leavers", "persons_per_year", "outflow", "All reasons together."),
            Figure("Retired", "retirements", "persons_per_year", "outflow", "Of those who left."),
            Figure("Died", "deaths_in_service", "persons_per_year", "outflow", "Of those who left."),
            Figure("Left for other work", "left_health_work", "persons_per_year", "outflow", "Stayed in the country."),
            Figure("Went abroad", "emigrants", "persons_per_year", "outflow", "Left to work abroad."),
            Figure("Certificates of good standing", "good_standing", "persons_per_year", "outflow", "Issued in the year."),
            Figure("Left, % of all", "attrition_rate", "percent_per_year", "rate", "Where the numbers are not known."),
        ),
        parts=("Retired", "Died", "Left for other work", "Went abroad"),
        wholes=("Left, all reasons",),
    ),
    Sheet(
        "Arrivals",
        "Foreign-trained who came in a year",
        ("First registrations of people who trained in another country.",),
        (_YEAR, _CADRE),
        (Figure("Came", "foreign_trained_inflow", "persons_per_year", "inflow", "From all countries together."),),
    ),
    Sheet(
        "Services",
        "What people get",
        ("In percent. They stand beside the outcomes of a run.",),
        (_YEAR,),
        (
            Figure("Births attended by skilled staff, %", "skilled_attendance_share", "percent", "rate", "Of all births."),
            Figure("Children immunised against measles, %", "measles_share", "percent", "rate", "One-year-olds, first dose."),
        ),
    ),
)  # fmt: skip
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
# What stands in the evidence row of a figure beside what its columns say.
SET_BY_FIGURE: Mapping[str, Mapping[str, str]] = {"place_share": {"place": "capital"}}
