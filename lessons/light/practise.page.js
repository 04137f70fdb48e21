// Practice on the page: each screen a form with native fields.

function beginning() {
  return beginLesson();
}

function drawn(held, lesson, lang, go) {
  if (lesson.stage === "left") return [element("section", "", element("h2", held.said[lang].ui["practice.title"]), ...block(held.said[lang].farewell))];
  const screen = screenOf(held, lesson, lang);
  const form = element("form", "", fieldsOf(screen), element("button", screen.go_on));
  form.appendChild(button(screen.stop.replace(/\.$/, ""), () => go(changed(lesson, { stage: "left" }))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [].filter.call(form.querySelectorAll("input"), (input) => input.checked).map((input) => input.value);
    if (screen.several || chosen.length) go(takeChoice(held, lesson, chosen));
  });
  const blocks = screen.blocks.reduce((all, lines) => [...all, ...block(lines)], []);
  return [element("section", "", element("h2", screen.title), ...blocks, form)];
}

function fieldsOf(screen) {
  const set = element("fieldset", "", element("legend", screen.asks));
  screen.choices.forEach(([value, said]) => {
    const input = element("input");
    input.type = screen.several ? "checkbox" : "radio";
    input.name = "chosen";
    input.value = value;
    input.required = !screen.several;
    set.appendChild(element("label", "", input, element("span", said)));
  });
  return set;
}
