// Practice: the screens of a lesson as the form that notebooks have (widget.js).

const same = () => ({});

// In another language the marks stay, and whoever has stopped sees the end.
function draw(screen, again) {
  const before = work.querySelector("form");
  const ended = again && !before;
  const marked = again && before ? [...new FormData(before).values()] : [];
  const first = screen.stage === "choose";
  show(work, again || first ? { ...screen, before: [] } : screen, (chosen) => take({ stage: screen.stage, chosen }));
  for (const input of work.querySelectorAll("input")) input.checked = marked.includes(input.value);
  if (ended) work.querySelector("form button[type=button]").click();
  if (!again) scrollTo(0, 0);
}
