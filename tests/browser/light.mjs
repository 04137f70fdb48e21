// Works out people by the light version of the lessons, for comparing with the library.
//
//   node light.mjs HELD SCRIPT…      what a light file holds, as data, and the JavaScript of the light version
//
// Reads people as JSON from standard input, one a line: {answers, skip, singles}; choices of a learner: {lang, choices}; or the answers of an
// interview: {lang, answers}. Writes a line for each: what each rule says and where the
// person stands, or where `skip` is given what is asked next; or which answers contradict each other and which are left; the screens
// of the lesson; or what the interview says.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createContext, runInContext } from "node:vm";

const [data, ...scripts] = process.argv.slice(2);
const context = createContext({ data: readFileSync(data, "utf8") });
runInContext(scripts.map((path) => readFileSync(path, "utf8")).join("\n"), context);
runInContext("const held = JSON.parse(data); const program = (held.program = readProgram(held.program));", context);

const told = runInContext(
  `
const result = (verdict) => [verdict.due, verdict.floor, verdict.ceiling, verdict.possible, verdict.options, verdict.settled];

function results(person) {
  const every = decideAll(program, program.rules.map((rule) => rule.id), person);
  const { state, declined, findings, safety, askedSafety } = standing(program, person, every.find(({ rule }) => rule.role === "step"));
  return { rules: every.map(result), standing: [state, declined, findings, safety, askedSafety] };
}

function questions(person, skip, singles) {
  const verdicts = asked(program, person);
  const found = ask(program, verdicts, person, skip, false);
  const q = nextOf(program, person, skip, singles, verdicts, found);
  const every = found.map(({ fact, stage, likely, leads, worst }) => [fact, stage, likely, leads, worst]);
  const open = {};
  verdicts.forEach((verdict) => (open[verdict.rule.id] = verdict.settled ? [] : missing(program, verdict)));
  return { next: q && q.fact, every, missing: open };
}

function screens(lang, choices) {
  let lesson = beginLesson();
  const found = [screenOf(held, lesson, lang)];
  for (const chosen of choices) {
    lesson = takeChoice(held, lesson, chosen);
    found.push(screenOf(held, lesson, lang));
  }
  return found;
}

function said(lang, answers) {
  const s = talkerOf(held, lang);
  const person = readAnswers(program, answers);
  const found = verdictsOf(held, person);
  const urgent = [dangerSaid(held, s, person, found), childSaid(held, s, person, found)];
  return [...urgent, safelySaid(held, s, found), standingSaid(held, s, person, found)];
}

(line) => {
  const { answers, skip, singles, lang, choices } = JSON.parse(line);
  if (choices) return JSON.stringify(screens(lang, choices));
  if (lang) return JSON.stringify(said(lang, answers));
  try {
    const person = readAnswers(program, answers);
    return JSON.stringify(skip ? questions(person, skip, singles) : results(person));
  } catch (problem) {
    if (!(problem instanceof Contradiction)) throw problem;
    const [left, found] = setAside(program, answers);
    return JSON.stringify({ left: Object.keys(left), against: found.map(({ facts, relations }) => [facts, relations]) });
  }
};
`,
  context,
);

for await (const line of createInterface({ input: process.stdin })) console.log(told(line));
