// What the console's form gains from a script: the week as it will be read while one types, one answer for all that are empty,
// and a question before what was written is lost. Everything works without it.
"use strict";
const form = document.getElementById("entry");
if (form) {
  const week = document.getElementById("week");
  let asked = 0;
  const look = async () => {
    const number = ++asked;
    const said = new URLSearchParams();
    for (const field of form.querySelectorAll("[name^='service.hours.']")) {
      const name = field.name.replace("service.hours.", "");
      if (field.type === "checkbox" ? field.checked : field.value) said.set(name, field.value);
    }
    if (said.has("always")) said.set("osm", "24/7");
    const response = await fetch(`${form.dataset.hours}?${said}`, { headers: { Accept: "application/json" } });
    if (!response.ok || number !== asked) return;
    const { lines } = await response.json();
    week.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  };
  let waiting;
  form.addEventListener("input", (event) => {
    form.dataset.changed = "yes";
    if (!event.target.name?.startsWith("service.hours.")) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, 300);
  });
  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      for (const field of form.querySelectorAll("select[name^='answer.']")) if (!field.value) field.value = button.dataset.fill;
      form.dataset.changed = "yes";
    });
  }
  form.addEventListener("submit", () => delete form.dataset.changed);
  window.addEventListener("beforeunload", (event) => {
    if (form.dataset.changed) event.preventDefault();
  });
}
