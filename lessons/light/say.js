// Saying things in a language: sentences stand in what the file holds, whole, with a place for a name, a number or a day at the most.

// The same with some parts changed.
function changed(plain, parts) {
  return Object.assign({}, plain, parts);
}

function filled(text, values) {
  return text.replace(/{(\w+)}/g, (whole, name) => (name in values ? values[name] : whole));
}

// What is said in a language: of the program itself, of facts, of rules and of stories.
function speakerOf(held, lang) {
  const said = held.said[lang];
  const fact = (name, value) => said.facts[held.program.order.get(name)][value];
  const sign = (name) => fact(name, held.program.fact.get(name).polarity !== "reassuring");
  const t = (context) => said.ui[context];
  return { lang, t, fact, sign, question: (name) => fact(name, "ask"), outcome: (rule, outcome) => said.rules[rule][outcome], story: (name) => said.stories[name] };
}
