"""Parts that only some runs have: bridging courses, tracks, missions, the fund (2.9d, 2.9b, 2.23, 2.30b, 2.36)."""

from __future__ import annotations

from braingain.analysis.xmile.abroad import CELLS
from braingain.analysis.xmile.equations import Variable, aux
from braingain.analysis.xmile.life import HOME

COURSE = "Cadre Sex Background Duration Course"


def courses() -> list[Variable]:
    """Step 4: courses end, then begin (2.9d)."""
    joined = "SUM(OtherCadre Age| joins * joined_at * course_passed{Cadre=OtherCadre, Duration=Age})"
    return [
        aux("bridging_older", COURSE,
            "SUM(Age| ageing * bridging{Duration=Age} * survival_home{Duration=Age, Post=PublicCapital})",
            "in a course after death, retirement and a birthday", "persons"),
        aux("course_ended", CELLS, "bridging_older{Course=Course0}", "whose course is over", "persons/year"),
        aux("course_passed", CELLS, "ladder_completion * course_ended", "complete it", "persons/year"),
        aux("course_failed", CELLS, "course_ended - course_passed", "come back to their cadre", "persons/year"),
        aux("upgraded", CELLS, joined, "join the next cadre", "persons/year"),
        aux("eligible", "Cadre Duration Post", "IF duration_years >= dial_ladder_service_years THEN public_post ELSE 0",
            "who may begin"),
        aux("eligible_people", "Cadre", "SUM(Sex Background Duration Post| eligible * home_older)", "who may begin", "persons"),
        aux("courses_begun", "Cadre",
            "MIN(dial_ladder_seats_share * home_total * switch_ladders * has_next, dial_ladder_share * eligible_people)", "up (2.9d)",
            "persons/year"),
        aux("course_part", "Cadre", "IF eligible_people > 0 THEN courses_begun / eligible_people ELSE 0", "of the eligible"),
        aux("home_not_studying", HOME, "home_older * (1 - eligible * course_part)", "without those who begin", "persons"),
        aux("course_new", CELLS, "SUM(Post| eligible * course_part * home_older)", "begin", "persons/year"),
        aux("bridging_after", COURSE,
            "SUM(BeforeCourse| course_step * bridging_older{Course=BeforeCourse}) + course_begins_at * course_new",
            "in a course on the next 1 January", "persons"),
        aux("in_courses", "Cadre", "SUM(Sex Background Duration Course| bridging_after)", "in a course", "persons"),
        aux("upgraded_stayers", CELLS, "IF entrants > 0 THEN upgraded * entrant_stayers / entrants ELSE 0",
            "of them at home (2.9d)", "persons/year"),
    ]  # fmt: skip


def tracks() -> list[Variable]:
    """Step 6: graduates who go straight to their destination (2.9b)."""
    return [
        aux("track_places", "Cadre", "SUM(Destination| each_destination * dial_track_places)", "on tracks", "persons/year"),
        aux("track_share", "Cadre",
            "IF licensed_of_cadre > 0 THEN MIN(track_places, licensed_of_cadre) / licensed_of_cadre ELSE 0", "of new licensed"),
        aux("track_to", "Cadre Destination", "IF track_places > 0 THEN dial_track_places / track_places ELSE 0",
            "where they go"),
        aux("licensed_of_sex", "Cadre Sex", "SUM(Background| licensed)", "new licensed", "persons/year"),
        aux("on_tracks", "Cadre Sex Destination", "licensed_of_sex * track_share * track_to", "graduates on tracks",
            "persons/year"),
    ]  # fmt: skip


def missions() -> list[Variable]:
    """Step 1: who is here on a mission, whom they employ (2.23, 2.30b)."""
    private = "private_path + local_staff"
    return [
        aux("mission_contracts", "Mission Since Cadre",
            "just_sent * dial_mission_starts + SUM(BeforeSince| since_step * missions{Since=BeforeSince})",
            "by years since they were sent", "persons"),
        aux("mission_working", "Mission Since", "MAX(0, MIN(1, dial_mission_length_years - since_years))", "part of the year"),
        aux("mission_present", "Mission Cadre", "SUM(Since| mission_contracts * mission_working)", "present (2.23)",
            "person-years"),
        aux("mission_host", "Mission", "1 - dial_mission_from_here", "1 where the country is the host"),
        aux("mission_people", "Mission", "SUM(Cadre| mission_host * mission_present)", "present, all cadres"),
        aux("local_staff_of", "Mission Cadre", "dial_mission_local_staff * mission_people", "local staff (2.30b)", "posts"),
        aux("local_staff", "Cadre", "SUM(Mission| local_staff_of)", "S (2.30b)", "posts"),
        aux("private_path", "Cadre", "SUM(Post| private_post * posts_path)", "private posts on the path"),
        aux("local_pay", "Cadre", "SUM(Mission| dial_mission_local_premium * local_staff_of)", "what they earn above"),
        aux("mission_premium", "Cadre", f"IF {private} > 0 THEN local_pay / ({private}) ELSE 0", "of private pay (2.30b)"),
        aux("local_posts", "Cadre Post",
            "local_staff * private_post * (IF private_path > 0 THEN posts_path / private_path ELSE rural_post)", "by place",
            "posts"),
        aux("mission_visiting", "Cadre", "SUM(Mission| mission_present * mission_host * dial_mission_fills)",
            "posts that they would take (2.15b)", "posts"),
        aux("mission_sent", "Cadre", "SUM(Mission| mission_present * dial_mission_from_here)", "sent from here",
            "person-years"),
    ]  # fmt: skip


def mission_posts() -> list[Variable]:
    """Step 7: rural public posts that missions take, and who is lent from the reserve (2.15b, 2.23b)."""
    at = "{Post=PublicRural}"
    return [
        aux("mission_posts", "Cadre", f"MIN(mission_visiting, MAX(0, funded{at} - posts_kept{at}))", "posts taken (2.15b)",
            "posts"),
        aux("waiting", "Cadre", "SUM(Sex Background Duration| home_stayers{Post=Reserve})", "reserve after step 6", "persons"),
        aux("lent", "Cadre", "MIN(mission_sent, waiting)", "away on missions (2.23b)", "persons"),
        aux("lent_share", "Cadre Post", "IF waiting > 0 THEN in_reserve * lent / waiting ELSE 0", "of the reserve"),
    ]  # fmt: skip


def fund() -> list[Variable]:
    """The fund: what it pays at the start of the year, what comes in (2.36)."""
    return [
        aux("seats_on_1_january", "Cadre", "SUM(Owner| seats + lever_seats)", "open seats", "seats"),
        aux("fund_most", "", "dial_fund_absorption * SUM(Cadre| seats_on_1_january * (IF dial_fund_mix > 0 THEN dial_fund_seat_cost"
            " ELSE 0))", "what schools can absorb (2.36)", "US$"),
        aux("fund_paid", "", "MIN(fund, fund_most)", "disb (2.36)", "US$"),
        aux("fund_seats", "Cadre",
            "IF dial_fund_seat_cost > 0 THEN (1 - dial_fund_posts_share) * fund_paid * dial_fund_mix / dial_fund_seat_cost"
            " ELSE 0", "seats ordered", "seats"),
        aux("fund_post_cost", "Cadre", "path_public_pay_usd * (1 + oncost)", "of a post", "US$"),
        aux("fund_posts", "Cadre",
            "IF fund_post_cost > 0 THEN dial_fund_posts_share * fund_paid * dial_fund_mix / fund_post_cost ELSE 0",
            "posts paid in the year", "posts"),
        aux("fund_paid_in", "",
            "SUM(Cadre Channel Destination| legal_channel * flows * dial_fund_per_recruit)"
            " + SUM(Cadre Destination| contracts_begun * dial_fund_per_recruit) + dial_fund_flat", "contrib (2.36)", "US$"),
        aux("fund_after", "", "MAX(0, fund * (1 + fund_interest) - fund_paid + fund_paid_in)", "the fund (2.36)", "US$"),
    ]  # fmt: skip
