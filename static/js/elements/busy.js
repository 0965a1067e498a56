// A pressed button says that it works, and a second press sends nothing. The label of the act follows the kind chosen.
document.addEventListener("submit", (event) => {
  const { submitter } = event;
  const form = event.target;
  if (form.method === "get" || form.method === "dialog" || form.hasAttribute("data-download")) return;
  if (form.hasAttribute("aria-busy")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  submitter?.setAttribute("aria-busy", "true");
});

function rest(root) {
  root.querySelectorAll('[aria-busy="true"]').forEach((each) => each.removeAttribute("aria-busy"));
}

addEventListener("pageshow", (event) => event.persisted && rest(document));
document.addEventListener("htmx:afterRequest", () => rest(document));

document.addEventListener("change", (event) => {
  const act = event.target.dataset?.act;
  const label = act && event.target.form?.querySelector("[data-act-label]");
  if (label) label.textContent = act;
});
