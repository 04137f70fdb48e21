// The interview: questions about an invented person one by one, and what is known in the end. A state of it is plain data, and nothing is kept.

const BELOW = { too_few: "state.too_few", perhaps: "state.perhaps" };

function beginTalk() {
  return { stage: "start", answers: {}, skip: [], singles: false, between: null };
}

// What an interview says beside what every page says.
function talkerOf(held, lang) {
  const said = held.said[lang];
  const contact = (name) => said.contacts[name];
  const phone = (name) => contact(name)[1][0][0];
  return Object.assign(speakerOf(held, lang), { caution: (name) => said.cautions[name], because: (name) => said.relations[name], contact, phone, said });
}

function personOf(held, talk) {
  return readAnswers(held.program, talk.answers);
}

// The state after an answer to a question; an empty one passes it over. Answers that contradict each other are all open until one is right.
function answered(held, talk, fact, value) {
  if (value === "") return changed(talk, { skip: [...talk.skip, fact] });
  const answer = value === "true" ? true : value === "false" ? false : value;
  return withAnswers(held, talk, Object.assign({}, talk.answers, { [fact]: answer }));
}

function withAnswers(held, talk, answers) {
  const before = isSettled(held, talk);
  try {
    readAnswers(held.program, answers);
  } catch (problem) {
    if (!(problem instanceof Contradiction)) throw problem;
    const named = problem.facts.filter((name) => name in answers);
    const [left] = setAside(held.program, without(answers, named));
    const skip = [...talk.skip, ...named.filter((name) => !talk.skip.includes(name))];
    const between = { facts: problem.facts, relations: problem.relations, named, answers: named.map((name) => answers[name]) };
    return changed(talk, { answers: left, skip, between });
  }
  const after = changed(talk, { answers, between: null });
  return changed(after, { singles: talk.singles && isSettled(held, after) === before }); // that the step is settled is said first
}

function without(answers, names) {
  const left = {};
  Object.keys(answers).filter((name) => !names.includes(name)).forEach((name) => (left[name] = answers[name]));
  return left;
}

// The state after somebody said which answer is right; an empty name is that nobody knows yet.
function righted(held, talk, fact) {
  const { named, answers } = talk.between;
  if (!fact) return changed(talk, { between: null });
  const open = changed(talk, { skip: talk.skip.filter((name) => !named.includes(name)), between: null });
  return withAnswers(held, open, Object.assign({}, talk.answers, { [fact]: answers[named.indexOf(fact)] }));
}

function isSettled(held, talk) {
  return decide(held.program, held.program.role.get("step"), personOf(held, talk)).settled;
}

function questionOf(held, talk) {
  return nextOf(held.program, personOf(held, talk), talk.skip, talk.singles);
}

// -- what stands first --------------------------------------------------------------------------------------------

function verdictsOf(held, person) {
  const found = {};
  decideAll(held.program, held.program.rules.map((rule) => rule.id), person).forEach((verdict) => (found[verdict.rule.id] = verdict));
  return found;
}

// The verdict of the rule that holds a role.
function ofRole(held, found, role) {
  return found[held.program.role.get(role)];
}

// The answer to the fact that holds a role, or its mark.
function answerTo(held, person, role) {
  const name = held.program.role.get(role);
  return person.known.has(name) ? person.known.get(name) : person.marks.get(name);
}

// Danger and the child, each as sentences, while they are not excluded.
function foremostSaid(held, s, person, found) {
  return [dangerSaid(held, s, person, found), childSaid(held, s, person, found)].filter((said) => said.length);
}

function dangerSaid(held, s, person, found) {
  const view = ofRole(held, found, "danger_in_view");
  const danger = ofRole(held, found, "danger");
  if (!danger.due && !view.possible.length) return [];
  const { rule, due } = danger.due ? danger : { rule: view.rule, due: view.rule.outcomes[0] };
  const read = Object.keys(view.rule.tests);
  const declined = read.some((name) => person.marks.get(name) === "declined") ? [s.t("danger.declined")] : [];
  return [s.outcome(rule.id, due), ...cautionsOf(held, s, person, view), ...declined]; // of which nobody wants to speak is raised again
}

// Cautions about something that was answered with yes or perhaps.
function cautionsOf(held, s, person, view) {
  const { known, marks } = person;
  const heard = (name) => known.get(name) === true || marks.get(name) === "maybe";
  const touches = ([condition, facts]) => canHold(held.program, condition, known) && facts.some(heard);
  const keys = Object.keys(view.rule.notices).filter((key) => touches(view.rule.notices[key]));
  return keys.map((key) => s.caution(view.rule.id + "." + key));
}

function childSaid(held, s, person, found) {
  const view = ofRole(held, found, "child_in_view");
  const route = ofRole(held, found, "child");
  const age = answerTo(held, person, "minor");
  if (route.due) return [age === false ? s.t("child.of_an_adult") : s.outcome(route.rule.id, route.due)];
  if (!view.possible.length) return [];
  const said = age === true ? s.t("child.known") : age === "maybe" ? s.t("child.uncertain") : s.outcome(view.rule.id, view.rule.outcomes[0]);
  return [said, ...cautionsOf(held, s, person, view)];
}

// How to talk safely, by the rules that are due.
function safelySaid(held, s, found) {
  const rules = held.program.rules.filter((rule) => rule.part === "next_step" && !rule.ordered && found[rule.id].due);
  return rules.map((rule) => s.outcome(rule.id, found[rule.id].due));
}

// -- where the person stands --------------------------------------------------------------------------------------

function standingSaid(held, s, person, found) {
  const step = ofRole(held, found, "step");
  const where = standing(held.program, person, step);
  const phone = s.phone("assistance_system");
  if (where.state === "in_system") return inSystemSaid(s);
  if (!step.rule.states.some(([, state]) => state === where.state)) return belowSaid(s, where);
  const said = [...beforeStepSaid(held, s, person, where), filled(s.t("ask.floor"), { step: s.outcome(step.rule.id, step.floor) })];
  return where.state === "find_out" ? [...said, filled(s.t("state.call_now"), { phone })] : said;
}

function inSystemSaid(s) {
  return [s.t("state.in_system"), filled(s.t("state.in_system.who"), { who: s.said.organiser }), s.t("state.in_system.do")];
}

function beforeStepSaid(held, s, person, where) {
  const found = toldBy(held.program, person.known);
  const { wishes } = held.program.fact.get(held.program.role.get("consent"));
  const said = [];
  if (found.includes("left_system")) said.push(s.t("state.removed"));
  else if (found.includes("other_ground")) said.push(s.t("state.other_ground"));
  if (answerTo(held, person, "authority_acted") === true && where.findings.length === 1) said.push(s.t("state.some_authority"));
  const refused = meaning(wishes, answerTo(held, person, "consent")) === "no_referral";
  if (refused && answerTo(held, person, "possible_minor") !== true) said.push(s.t("state.no_consent"));
  return said;
}

function belowSaid(s, where) {
  if (where.safety && BELOW[where.state]) return [s.t("state.safety")];
  if (BELOW[where.state]) return [s.t(BELOW[where.state])];
  if (where.state === "nothing_known") {
    return [s.t(where.declined ? "state.not_answered" : where.askedSafety ? "state.nothing_known.safety" : "state.nothing_known")];
  }
  if (where.findings.length) return [s.t("state.examined")];
  if (!where.declined) return [s.t("state.no_sign")];
  return [filled(s.t("state.no_sign.declined" + (where.declined === 1 ? "" : ".many")), { n: String(where.declined) })];
}

// Why no more is asked of itself, and whether single questions are left.
function endedSaid(held, s, talk) {
  const more = !talk.singles && nextOf(held.program, personOf(held, talk), talk.skip, true) !== null;
  const said = [s.t(isSettled(held, talk) ? "ask.ended.settled" : "ask.ended.nothing_likely")];
  return [more ? [...said, s.t("ask.left")] : said, more];
}

// -- the result ---------------------------------------------------------------------------------------------------

// What is known in the end: pairs of a title and lines, those without lines left out.
function resultSaid(held, s, talk) {
  const person = personOf(held, talk);
  const found = verdictsOf(held, person);
  const facts = [...held.program.fact.values()];
  const signs = (state) => facts.filter((fact) => isSign(fact) && signState(fact, person) === state);
  const step = ofRole(held, found, "step");
  const findings = standing(held.program, person, step).findings.filter((name) => !held.program.fact.get(name).judgement);
  const declined = facts.filter((fact) => person.marks.get(fact.id) === "declined");
  const help = held.program.rules.filter((rule) => rule.part === "help" && found[rule.id].due);
  return [
    ["page.now", [...standingSaid(held, s, person, found), ...safelySaid(held, s, found)]],
    ["ui.head.signs", signs("seen").map((fact) => s.sign(fact.id))],
    ["ui.head.maybe", signs("maybe").map((fact) => s.question(fact.id))],
    ["ui.head.findings", findings.map((name) => s.fact(name, person.known.get(name)))],
    ["ui.head.declined", declined.map((fact) => s.question(fact.id))],
    ["ui.head.help", help.map((rule) => s.outcome(rule.id, found[rule.id].due))],
  ].filter(([, lines]) => lines.length);
}
