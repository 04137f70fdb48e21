// Practice with the invented person of a story: the screens of the library's lessons, one after the other. Every choice gives a new lesson.
//
// A lesson is plain data: the stage, the story, whether it was read whole, what was asked and heard, what was marked and which step was said.
// `held` has the rules, the stories and what is said in each language.

const OFFERED = 3; // questions to choose from at a time
const BESIDE = 4; // signs at least that a story does not tell, among those to mark
const SHOWN = 5; // things of which one more would change the step
const FIRST = ["danger", "child"]; // roles of the rules that stand before the step

function beginLesson() {
  return { stage: "choose", story: "", whole: false, heard: [], marked: null, said: "", answered: "" };
}

// The lesson after what was chosen on its screen, a list of values.
function takeChoice(held, lesson, chosen) {
  const [first] = chosen;
  if (lesson.stage === "choose") return changed(beginLesson(), { stage: "begin", story: first });
  if (lesson.stage === "begin") return first === "read" ? changed(lesson, { stage: "notice", whole: true }) : changed(lesson, { stage: "meet" });
  if (lesson.stage === "meet") return askedPerson(held, lesson, first);
  if (lesson.stage === "notice") return changed(lesson, { stage: "step", marked: inOrder(held.program, chosen) });
  if (lesson.stage === "step") return changed(lesson, { stage: "compared", said: first });
  return beginLesson();
}

function askedPerson(held, lesson, fact) {
  if (fact === "enough") return changed(lesson, { stage: "notice" });
  const after = changed(lesson, { heard: [...lesson.heard, [fact, reply(held, lesson.story, fact)]], answered: fact });
  return changed(after, { stage: questionsFor(held, after).length ? "meet" : "notice" });
}

// What the person answers; null where the story does not tell.
function reply(held, name, fact) {
  const { replies, answers } = held.stories[name];
  return fact in replies ? replies[fact] : fact in answers ? answers[fact] : null;
}

// What is known by asking alone.
function met(held, lesson) {
  const answers = {};
  lesson.heard.filter(([, answer]) => answer !== null).forEach(([fact, answer]) => (answers[fact] = answer));
  return readAnswers(held.program, answers);
}

// What the story tells, with what was heard beside it.
function told(held, lesson) {
  const answers = {};
  lesson.heard.filter(([, answer]) => answer !== null).forEach(([fact, answer]) => (answers[fact] = answer));
  return readAnswers(held.program, Object.assign(answers, held.stories[lesson.story].answers));
}

function questionsFor(held, lesson) {
  if (lesson.whole || lesson.marked) return [];
  const person = met(held, lesson);
  const heard = lesson.heard.map(([fact]) => fact);
  const skip = lesson.heard.filter(([, answer]) => answer === null).map(([fact]) => fact);
  const found = ask(held.program, asked(held.program, person), person, skip, false);
  return found.filter((q) => q.likely && !q.judgement && !heard.includes(q.fact)).map((q) => q.fact).slice(0, OFFERED);
}

// -- what there is to notice --------------------------------------------------------------------------------------

function signsWith(held, lesson, state) {
  const person = told(held, lesson);
  return [...held.program.fact.values()].filter((fact) => isSign(fact) && signState(fact, person) === state).map((fact) => fact.id);
}

function subjectsOf(held, person) {
  return new Set([...held.program.fact.values()].filter((fact) => isSign(fact) && signState(fact, person) !== "open").map((fact) => fact.theme));
}

// Signs to choose from: those of which the story says anything, and others of the same subjects.
function candidates(held, lesson) {
  const person = told(held, lesson);
  const facts = [...held.program.fact.values()].filter(isSign);
  const known = facts.filter((fact) => signState(fact, person) !== "open");
  const subjects = subjectsOf(held, person);
  const near = facts.filter((fact) => !known.includes(fact) && subjects.has(fact.theme) && fact.askable && !fact.opens.length);
  const seen = known.filter((fact) => signState(fact, person) === "seen").length;
  const wanted = Math.max(BESIDE, Math.floor(seen / 2));
  const every = Math.max(1, Math.floor(near.length / wanted));
  const beside = near.filter((_, n) => n % every === 0).slice(0, wanted);
  return facts.filter((fact) => known.includes(fact) || beside.includes(fact)).map((fact) => fact.id);
}

function compareWith(held, lesson) {
  const [seen, maybe, absent] = ["seen", "maybe", "absent"].map((state) => signsWith(held, lesson, state));
  const heard = lesson.heard.map(([fact]) => fact);
  const reached = lesson.whole ? seen : seen.filter((name) => heard.includes(name));
  const { marked } = lesson;
  return {
    seen: marked.filter((name) => seen.includes(name)),
    missed: reached.filter((name) => !marked.includes(name)),
    unasked: seen.filter((name) => !reached.includes(name) && !marked.includes(name)),
    perhaps: marked.filter((name) => maybe.includes(name)),
    leftOpen: maybe.filter((name) => !marked.includes(name)),
    denied: marked.filter((name) => absent.includes(name)),
    untold: marked.filter((name) => ![...seen, ...maybe, ...absent].includes(name)),
    oneMore: oneMore(held, lesson),
  };
}

// Signs that the story leaves open and that alone would change the step, the nearest to the story first.
function oneMore(held, lesson) {
  const { program } = held;
  const story = held.stories[lesson.story];
  const person = told(held, lesson);
  const subjects = subjectsOf(held, person);
  const rank = (fact) => {
    const far = [signState(fact, person) !== "maybe", !story.differs.includes(fact.id), !subjects.has(fact.theme), !fact.forms.includes(story.form)];
    return [...far, program.order.get(fact.id)].map(Number);
  };
  const { outcomes } = program.rule.get(program.role.get("step"));
  return story.flips
    .reduce((all, facts, n) => [...all, ...facts.map((fact) => [program.facts[fact], outcomes[n]])], [])
    .filter(([fact]) => ["maybe", "open"].includes(signState(fact, person)))
    .sort(([one], [two]) => compared(rank(one), rank(two)))
    .map(([fact, step]) => [fact.id, step]);
}

// -- screens ------------------------------------------------------------------------------------------------------

function stepSaid(s, step) {
  return s.t("practice.step." + step);
}

function answerSaid(s, fact, answer) {
  if (answer === null) return s.t("practice.answer.untold");
  if (answer === "maybe" || answer === "declined") return s.t("practice.answer." + answer);
  return s.fact(fact, answer);
}

function comesFirst(held, [rule]) {
  return FIRST.some((role) => held.program.role.get(role) === rule);
}

function firstSaid(held, s, now) {
  const said = now.filter((each) => comesFirst(held, each)).map(([rule, outcome]) => "  - " + s.outcome(rule, outcome));
  return said.length ? [s.t("practice.first"), ...said] : [];
}

// The screen of a lesson, as the library has it: a title, blocks of lines, what to choose, and the choices.
function screenOf(held, lesson, lang) {
  const s = speakerOf(held, lang);
  const made = { choose: chooseScreen, begin: beginScreen, meet: meetScreen, notice: noticeScreen, step: stepScreen, compared: comparedScreen };
  const screen = { stage: lesson.stage, title: lesson.story && s.story(lesson.story).title, blocks: [], asks: "", choices: [], several: false };
  Object.assign(screen, made[lesson.stage](held, lesson, s));
  const words = { lang, asks: screen.asks || s.t("practice.choices"), go_on: s.t("practice.go_on"), stop: s.t("ask.stop") };
  return Object.assign(screen, words);
}

function chooseScreen(held, lesson, s) {
  const stories = Object.keys(held.stories).map((name) => [name, s.story(name).title]);
  return { title: s.t("practice.title"), asks: s.t("practice.choose"), choices: stories };
}

function beginScreen(held, lesson, s) {
  const ways = ["read", "meet"].map((way) => [way, s.t("practice.way." + way)]);
  return { blocks: [[...s.story(lesson.story).warnings, s.t("show.story.invented")]], choices: ways };
}

// The last answer; danger and a child before it, on every screen while the learner asks.
function heardSaid(held, lesson, s) {
  if (!lesson.answered) return [];
  const { program } = held;
  const rules = program.rules.filter((rule) => !rule.ordered && rule.part !== "help" && !rule.role.endsWith("_in_view"));
  const verdicts = decideAll(program, rules.map((rule) => rule.id), met(held, lesson));
  const first = firstSaid(held, s, verdicts.filter((verdict) => verdict.due).map((verdict) => [verdict.rule.id, verdict.due]));
  const [, answer] = lesson.heard.find(([fact]) => fact === lesson.answered);
  return [...(first.length ? [first] : []), [answerSaid(s, lesson.answered, answer)]];
}

function meetScreen(held, lesson, s) {
  const heard = heardSaid(held, lesson, s);
  const questions = questionsFor(held, lesson).map((name) => [name, s.question(name)]);
  return { blocks: heard.length ? heard : [[s.t("practice.meeting")]], choices: [...questions, ["enough", s.t("practice.enough")]] };
}

function noticeScreen(held, lesson, s) {
  let blocks = [];
  if (lesson.whole) blocks = [[s.story(lesson.story).text]];
  else if (!questionsFor(held, lesson).length) blocks = [...heardSaid(held, lesson, s), [s.t("practice.all_asked")]];
  const signs = candidates(held, lesson).map((name) => [name, s.sign(name)]);
  blocks = [...blocks, [s.t("practice.list_heavy")]];
  return { blocks, asks: s.t("practice.notice"), choices: signs, several: true };
}

function stepScreen(held, lesson, s) {
  const steps = held.program.rule.get(held.program.role.get("step")).outcomes.map((step) => [step, stepSaid(s, step)]);
  return { asks: s.t("practice.step"), choices: steps };
}

function comparedScreen(held, lesson, s) {
  const story = held.stories[lesson.story];
  const found = compareWith(held, lesson);
  const whole = lesson.whole ? [] : [[s.t("practice.whole"), s.story(lesson.story).text]];
  const blocks = [
    noticedSaid(s, found),
    stepsSaid(held, s, story, lesson),
    oneMoreSaid(s, found.oneMore),
    twinSaid(s, story, lesson.story),
    [s.t("show.head.points") + ":", ...s.story(lesson.story).points.map((point) => "  - " + point)],
  ];
  return { blocks: [...whole, ...blocks.filter((block) => block.length)], choices: [["another", s.t("practice.again")]] };
}

function noticedSaid(s, found) {
  const groups = [["seen", found.seen], ["missed", found.missed], ["unasked", found.unasked], ["perhaps", found.perhaps],
    ["left_open", found.leftOpen], ["denied", found.denied], ["untold", found.untold]]; // prettier-ignore
  const lines = groups
    .filter(([, names]) => names.length)
    .reduce((all, [key, names]) => [...all, s.t("practice." + key), ...names.map((name) => "  - " + s.sign(name))], []);
  const none = !found.seen.length && !found.missed.length && !found.unasked.length;
  return none ? [...lines, s.t("practice.no_sign")] : lines;
}

function stepsSaid(held, s, story, lesson) {
  const list = (title, items) => (items.length ? [s.t(title), ...items.map((item) => "  - " + item)] : []);
  const outcomes = (pairs) => pairs.map(([rule, outcome]) => s.outcome(rule, outcome));
  return [
    ...firstSaid(held, s, story.now),
    filled(s.t("practice.said"), { step: stepSaid(s, lesson.said) }),
    filled(s.t("practice.rules"), { step: stepSaid(s, story.step) }),
    ...(lesson.said === story.step ? [] : [s.t("practice.differ")]),
    ...(story.highest === story.step ? [] : [s.t("practice.open")]),
    s.outcome(held.program.role.get("step"), story.step),
    ...list("practice.reasons", s.story(lesson.story).reasons),
    ...list("practice.now", outcomes(story.now.filter((each) => !comesFirst(held, each)))),
    ...list("practice.help", outcomes(story.help)),
    s.t("practice.nobody_decided"),
  ];
}

function oneMoreSaid(s, every) {
  if (!every.length) return [];
  const lines = every
    .slice(0, SHOWN)
    .reduce((all, [fact, step]) => [...all, "  - " + s.sign(fact), "    " + filled(s.t("practice.then"), { step: stepSaid(s, step) })], []);
  return [s.t("practice.one_more"), ...lines, ...(every.length > SHOWN ? [s.t("practice.more")] : [])];
}

function twinSaid(s, story, name) {
  if (!story.twin) return [];
  const steps = [["practice.step_here", story.step], ["practice.step_there", story.twin]];
  const said = steps.map(([context, step]) => filled(s.t(context), { step: stepSaid(s, step) }));
  return [s.t("practice.twin"), ...s.story(name).twin, ...said];
}
