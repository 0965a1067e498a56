// After a change the focus goes to what changed: the summary of errors, the changed heading, or the first wrong field.
function attend(root) {
  const target = root.querySelector("[data-focus]") ?? root.querySelector('[aria-invalid="true"]');
  target?.focus({ preventScroll: false });
}

if (document.querySelector(".form-summary[data-focus]")) attend(document);
document.addEventListener("htmx:afterSettle", (event) => attend(event.detail.elt));

// The links of a summary lead to the control itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('.form-summary a[href^="#"]');
  if (!link) return;
  const control = document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  control.focus();
});
