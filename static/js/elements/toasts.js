// A toast leaves after 8 seconds, one with an undo after 30; never while it is looked at or holds the focus.
const box = document.querySelector("#toasts");

function wait(toast) {
  const seconds = toast.hasAttribute("data-keep") ? 30 : 8;
  let timer = 0;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), seconds * 1000);
  };
  const stop = () => clearTimeout(timer);
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, stop);
  for (const kind of ["pointerleave", "focusout"]) toast.addEventListener(kind, start);
  start();
}

if (box) {
  box.querySelectorAll(".toast").forEach(wait);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node instanceof HTMLElement && node.matches(".toast")) wait(node);
  }).observe(box, { childList: true });
}
