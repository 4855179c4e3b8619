// What is extra in the report: filtering and sorting the findings. Without it every row is there, in the report's own order.
(() => {
  "use strict";
  const all = (query, from = document) => [...from.querySelectorAll(query)];

  // A phone shows the rows of a table as blocks; some browsers then no longer tell them as a table.
  if (matchMedia("(max-width: 48rem)").matches) {
    const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };
    for (const table of all("table.stack")) {
      table.setAttribute("role", roles.table);
      for (const [tag, role] of Object.entries(roles)) {
        for (const one of table.getElementsByTagName(tag)) one.setAttribute("role", role);
      }
      for (const one of table.getElementsByTagName("th")) {
        one.setAttribute("role", one.scope === "col" ? "columnheader" : "rowheader");
      }
    }
  }

  // On paper every table of numbers is open.
  addEventListener("beforeprint", () => { for (const one of all("details")) one.open = true; });

  const filter = document.querySelector(".filter");
  if (!filter) return;

  // --- filtering
  const groups = all(".group[data-section]").map((group) => ({
    group, number: group.dataset.section, rows: all("tbody tr", group).map((row) => ({ row, words: null })),
  }));
  const total = groups.reduce((sum, one) => sum + one.rows.length, 0);
  const fields = all("[data-filter]", filter);
  const told = filter.querySelector("[role=status]");
  const folded = (text) => text.normalize("NFKC").toLowerCase();

  const apply = () => {
    const wanted = Object.fromEntries(fields.map((field) => [field.dataset.filter, field.value]));
    const words = folded(wanted.words).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of groups) {
      const here = !wanted.section || wanted.section === one.number;
      let found = 0;
      for (const entry of one.rows) {
        const kinds = entry.row.classList;
        let fits = here && (!wanted.severity || kinds.contains(wanted.severity))
          && (!wanted.status || kinds.contains(wanted.status));
        if (fits && words.length) {
          entry.words ??= folded(entry.row.textContent);
          fits = words.every((word) => entry.words.includes(word));
        }
        kinds.toggle("out", !fits);
        found += fits;
      }
      one.group.classList.toggle("out", !found);
      shown += found;
    }
    told.textContent = filter.dataset.shown.replace("{shown}", shown).replace("{all}", total);
  };
  let waiting = 0;
  filter.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 150); });
  filter.querySelector("button").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    apply();
    fields[0].focus();
  });
  filter.hidden = false;
  apply();

  // --- sorting
  const order = ["critical", "high", "medium", "low", "info"];
  const statuses = ["nonconforming", "unverified", "pending", "advice", "waived"];
  const rank = (row) => order.findIndex((one) => row.classList.contains(one)) * 10
    + statuses.findIndex((one) => row.classList.contains(one));
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (row, column) => {
    const cell = row.cells[column];
    if (column === 1 && row.classList.length) return rank(row);
    const day = cell.querySelector("time");
    return day ? day.textContent : cell.textContent.trim();
  };
  const compare = (one, other) => typeof one === "number" ? one - other : collator.compare(one, other);

  for (const table of all("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      // Beside the words, for no browser repeats a button in the head of a table on the next sheet of paper.
      const button = document.createElement("button");
      button.type = "button";
      button.title = filter.dataset.sort;
      button.setAttribute("aria-label", `${head.textContent}: ${filter.dataset.sort}`);
      head.append(" ", button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const one of heads) one.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [key(row, column), row]);
        rows.sort((one, other) => (down ? -1 : 1) * compare(one[0], other[0]));
        body.append(...rows.map(([, row]) => row));
      });
    });
  }
})();
