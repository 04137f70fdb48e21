// The interview on the page: a question and its answers as buttons, what is urgent above it, and the result in the end.

function beginning() {
  return changed(beginTalk(), { before: null });
}

// The state after this one, from which one can come back.
function after(talk, next) {
  return changed(next, { before: talk });
}

function drawn(held, talk, lang, go) {
  const s = talkerOf(held, lang);
  if (talk.stage === "start") return startOf(s, talk, go);
  const person = personOf(held, talk);
  const found = verdictsOf(held, person);
  const urgent = foremostSaid(held, s, person, found).map((said) => boxOf("urgent", block(said)));
  if (talk.stage === "result") return resultOf(held, s, talk, urgent, go);
  const question = talk.between ? null : questionOf(held, talk);
  const main = talk.between ? betweenOf(held, s, talk, go) : question ? asking(held, s, talk, question.fact, go) : endingOf(held, s, talk, go);
  const first = [...block([...safelySaid(held, s, found), ...standingSaid(held, s, person, found)])];
  return [...urgent, ...first, element("form", "", ...main, leavingOf(s, talk, go))];
}

function boxOf(name, inside) {
  const made = element("div", "", ...inside);
  made.className = name;
  return made;
}

function answerButton(name, value, said, press) {
  const made = button(said, press);
  made.name = name;
  made.value = value;
  return made;
}

function startOf(s, talk, go) {
  const begin = button(s.t("web.start"), () => go(after(talk, changed(talk, { stage: "ask" }))));
  return [element("h2", s.t("web.head")), ...block([s.t("ask.private"), s.t("web.intro"), s.t("web.close")]), element("form", "", begin)];
}

function asking(held, s, talk, fact, go) {
  const { values } = held.program.fact.get(fact);
  const plain = typeof values[0] === "boolean";
  const choices = [
    ...values.map((value) => [String(value), plain ? s.t(value ? "ui.yes" : "ui.no") : s.fact(fact, value)]),
    ["maybe", s.t("ask.maybe")], ["declined", s.t("ask.declined")], ["", s.t("ask.skip")],
  ]; // prettier-ignore
  const buttons = choices.map(([value, said]) => answerButton("answer", fact + ":" + value, said, () => go(after(talk, answered(held, talk, fact, value)))));
  const title = element("h2", s.question(fact));
  title.id = "asked";
  const group = boxOf("answers", buttons);
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", "asked");
  const n = held.program.order.get(fact);
  return [title, ...block([s.said.why[s.said.reasons[n]]]), ...countsOf(s, s.said.facts[n].counts), group];
}

function countsOf(s, counts) {
  if (!counts) return [];
  const lines = [s.t("ui.counts") + " " + counts[0], s.t("ui.counts_not") + " " + counts[1]];
  return [element("details", "", element("summary", s.t("ask.counts")), ...block(lines))];
}

// Which of some answers is right; until somebody knows, they are open.
function betweenOf(held, s, talk, go) {
  const { facts, relations, named } = talk.between;
  const lines = [...facts.map((name) => "  - " + s.question(name)), ...relations.map((name) => s.because(name))];
  const right = (name) => answerButton("right", name, filled(s.t("ask.right"), { question: s.question(name) }), () => go(after(talk, righted(held, talk, name))));
  const unknown = answerButton("right", "", s.t("ask.right.unknown"), () => go(after(talk, righted(held, talk, ""))));
  return [element("h2", s.t("contradiction.head")), ...block(lines), boxOf("answers", [...named.map(right), unknown])];
}

function endingOf(held, s, talk, go) {
  const [said, more] = endedSaid(held, s, talk);
  const on = answerButton("way", "singles", s.t("ask.on.singles"), () => go(after(talk, changed(talk, { singles: true }))));
  return [element("h2", s.t("web.end")), ...block(said), boxOf("answers", more ? [on] : [])];
}

function leavingOf(s, talk, go) {
  const back = talk.before && talk.before.stage !== "start" ? [button(s.t("web.back"), () => go(talk.before))] : [];
  return boxOf("ways", [...back, answerButton("do", "brief", s.t("web.brief"), () => go(after(talk, changed(talk, { stage: "result" }))))]);
}

function resultOf(held, s, talk, urgent, go) {
  const parts = resultSaid(held, s, talk).map(([title, lines], n) => partOf(s.t(title), n ? [element("ul", "", ...lines.map((line) => element("li", line)))] : block(lines)));
  const calls = Object.keys(s.said.contacts).map((name) => {
    const [who, ways] = s.contact(name);
    const links = ways.reduce((all, [shown, address]) => [...all, " ", linkOf(shown, address)], []);
    return element("li", "", who + ":", ...links);
  });
  const [now, ...others] = parts;
  const back = button(s.said.back, () => go(talk.before));
  back.className = "again";
  return [element("h2", s.said.result), ...urgent, now, partOf(s.t("ui.head.contacts"), [element("ul", "", ...calls)]), ...others, back];
}

function partOf(title, inside) {
  return element("section", "", element("h3", title), ...inside);
}

function linkOf(shown, address) {
  const made = element("a", shown);
  made.href = address;
  made.rel = "noreferrer";
  return made;
}
