// Sorts and filters the levers of the table; what is chosen stands in the page's address, so that a copied link shows the same.
"use strict";
(() => {
  const GRADES = ["strong", "moderate", "weak", "assumed"];
  const table = document.getElementById("levers");
  const form = document.getElementById("choose");
  const told = document.getElementById("shown");
  const heads = [...table.querySelectorAll("thead [data-column]")];
  const bodies = [...table.tBodies];
  const levers = bodies.filter((body) => body.classList.contains("one"));
  const headings = bodies.filter((body) => body.classList.contains("heading"));
  let column = "";
  let direction = "";

  const value = (body) => {
    const cell = body.querySelector(`[data-column="${column}"]`);
    const text = cell ? cell.dataset.value : "";
    return column === "name" ? text : text === "" ? null : Number(text);
  };

  // what a destination pays for people from all countries stands after what this country's people cost
  const apart = (body) => Number((body.querySelector(`[data-column="${column}"]`) || { dataset: {} }).dataset.apart || 0);

  const compare = (a, b) => {
    if (a.dataset.acting !== b.dataset.acting) return b.dataset.acting - a.dataset.acting;
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    if (apart(a) !== apart(b)) return apart(a) - apart(b);
    const order = column === "name" ? x.localeCompare(y) : x - y;
    return direction === "descending" ? -order : order;
  };

  const passes = (body, asked) =>
    (!asked.get("family") || body.dataset.family === asked.get("family")) &&
    (!asked.get("aim") || body.dataset.aim === asked.get("aim")) &&
    (!asked.get("cadre") || body.dataset.cadre.split(" ").includes(asked.get("cadre"))) &&
    (!asked.get("evidence") || Number(body.dataset.rank) <= GRADES.indexOf(asked.get("evidence"))) &&
    (!asked.get("acting") || body.dataset.acting === "1");

  const show = () => {
    const asked = new FormData(form);
    for (const body of levers) body.hidden = !passes(body, asked);
    const left = levers.filter((body) => !body.hidden);
    for (const head of headings) {
      head.hidden = Boolean(column) || !left.some((body) => body.dataset.family === head.dataset.family);
    }
    table.append(...(column ? [...levers].sort(compare) : bodies));
    for (const head of heads) {
      if (head.dataset.column === column) head.setAttribute("aria-sort", direction);
      else head.removeAttribute("aria-sort");
    }
    form.elements.sort.value = column;
    told.textContent = `${left.length} of ${levers.length} levers shown`;
    keep(asked);
  };

  const keep = (asked) => {
    const words = new URLSearchParams([...asked].filter(([, text]) => text));
    if (column) words.set("sort", `${column} ${direction}`);
    try {
      history.replaceState(null, "", words.size || String(words) ? `#${words}` : location.pathname + location.search);
    } catch {
      // some browsers refuse this for a file; the table works all the same
    }
  };

  const restore = () => {
    const words = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.type === "checkbox") field.checked = words.has(field.name);
      else if ([...field.options].some((option) => option.value === words.get(field.name))) field.value = words.get(field.name);
    }
    const [name, way] = (words.get("sort") || "").split(" ");
    if (heads.some((head) => head.dataset.column === name)) {
      column = name;
      direction = way === "descending" ? way : "ascending";
    }
  };

  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      const other = direction === "ascending" ? "descending" : "ascending";
      direction = head.dataset.column === column ? other : head.dataset.first;
      column = head.dataset.column;
      show();
    });
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "sort") {
      column = event.target.value;
      direction = column && heads.find((head) => head.dataset.column === column).dataset.first;
    }
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("again").addEventListener("click", () => {
    form.reset();
    column = direction = "";
    show();
  });
  restore();
  form.hidden = false;
  show();
})();
