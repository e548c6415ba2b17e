"use strict";
// The page is whole without this: it names the language for the browser, and narrows the due lines by person and list.
(() => {
  const page = document.documentElement;
  for (const choice of document.querySelectorAll("input[name=lang]")) {
    choice.addEventListener("change", () => {
      page.lang = choice.value;
      document.title = choice.dataset.title;
    });
  }
  const form = document.getElementById("narrow");
  if (!form) return;
  const rows = [...document.querySelectorAll("#due-lines tbody tr")];
  const owner = document.getElementById("narrow-owner");
  const list = document.getElementById("narrow-list");
  const shown = document.getElementById("narrow-shown");
  const narrow = () => {
    const levels = [...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
    let left = 0;
    for (const row of rows) {
      row.hidden = !levels.includes(row.dataset.level)
        || (owner.value !== "" && row.dataset.owner !== owner.value)
        || (list.value !== "" && row.dataset.list !== list.value);
      if (!row.hidden) left += 1;
    }
    shown.textContent = left + " / " + rows.length;
  };
  form.addEventListener("change", narrow);
  for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
  narrow();
})();
