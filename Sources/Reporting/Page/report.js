for (const table of document.querySelectorAll("table.kernels")) {
  const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  const texts = rows.map(row => row.textContent.toLowerCase());
  const value = (row, column) => {
    const cell = row.cells[column], number = parseFloat(cell.dataset.v ?? cell.textContent);
    return heads[column].classList.contains("n") ? (isNaN(number) ? -Infinity : number) : cell.textContent;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isNumber = head.classList.contains("n"), now = head.getAttribute("aria-sort");
      const direction = now ? (now === "ascending" ? -1 : 1) : isNumber && column > 0 ? -1 : 1;
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      const keys = new Map(rows.map(row => [row, value(row, column)]));
      body.append(...[...rows].sort((a, b) => {
        const x = keys.get(a), y = keys.get(b);
        return direction * (isNumber ? (x === y ? 0 : x < y ? -1 : 1) : x.localeCompare(y));
      }));
    });
  });
  const label = document.getElementById(table.id + "-search");
  const input = label.querySelector("input"), count = label.querySelector("output");
  label.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every(word => texts[index].includes(word));
      if (!row.hidden) shown += 1;
    });
    count.textContent = `${shown} of ${rows.length}`;
  });
}
