// The interview: questions about an invented person one by one, and what is known in the end. A state of it is plain data, and nothing is kept.

const URGENT = ["emergency.in_view", "child.in_view"];
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
  return decide(held.program, "next_step", personOf(held, talk)).settled;
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

// Danger and the child, each as sentences, while they are not excluded.
function foremostSaid(held, s, person, found) {
  return [dangerSaid(held, s, person, found), childSaid(held, s, person, found)].filter((said) => said.length);
}

function dangerSaid(held, s, person, found) {
  const view = found[URGENT[0]];
  const cautions = cautionsOf(held, s, person, view);
  if (found.emergency.due) return [s.outcome("emergency", found.emergency.due), ...cautions];
  return view.possible.length ? [s.outcome(URGENT[0], view.rule.outcomes[0]), ...cautions] : [];
}

// Cautions about something that was answered with yes or perhaps. A danger of which somebody did not want to speak is raised again.
function cautionsOf(held, s, person, view) {
  const { known, marks } = person;
  const heard = (name) => known.get(name) === true || marks.get(name) === "maybe";
  const { facts } = held.program.diagrams;
  const touchedOnes = Object.keys(view.rule.notices).filter((key) => {
    const slot = view.rule.notices[key];
    return truth(held.program, slot, known) !== FALSE && [...facts[slot]].some(heard);
  });
  const said = touchedOnes.map((key) => s.caution(view.rule.id + "." + key));
  const read = view.rule.first.reduce((all, slot) => [...all, ...facts[slot]], []);
  const declined = view.rule.id === URGENT[0] && read.some((name) => marks.get(name) === "declined");
  return declined ? [...said, s.t("danger.declined")] : said;
}

function childSaid(held, s, person, found) {
  const view = found[URGENT[1]];
  const route = found.child_route;
  const age = person.known.get("age_under_18");
  if (route.due && age === false) return [s.t("child.of_an_adult")];
  if (route.due) return [s.outcome("child_route", route.due)];
  if (!view.possible.length) return [];
  const said = age === true ? s.t("child.known") : person.marks.get("age_under_18") === "maybe" ? s.t("child.uncertain") : null;
  return [said || s.outcome(URGENT[1], "as_for_a_child"), ...cautionsOf(held, s, person, view)];
}

// How to talk safely, by the rules that are due.
function safelySaid(held, s, found) {
  const rules = held.program.rules.filter((rule) => rule.part === "next_step" && !rule.ordered && found[rule.id].due);
  return rules.map((rule) => s.outcome(rule.id, found[rule.id].due));
}

// -- where the person stands --------------------------------------------------------------------------------------

function standingSaid(held, s, person, found) {
  const step = found.next_step;
  const where = standing(held.program, person, step);
  const phone = s.phone("assistance_system");
  if (where.state === "in_system") return inSystemSaid(s);
  const reached = Object.keys(STEPS).some((name) => STEPS[name] === where.state);
  if (!reached) return belowSaid(s, where);
  const said = [...beforeStepSaid(s, person, where), filled(s.t("ask.floor"), { step: s.outcome("next_step", step.floor) })];
  return where.state === "find_out" ? [...said, filled(s.t("state.call_now"), { phone })] : said;
}

function inSystemSaid(s) {
  return [s.t("state.in_system"), filled(s.t("state.in_system.who"), { who: s.said.organiser }), s.t("state.in_system.do")];
}

function beforeStepSaid(s, person, where) {
  const { known } = person;
  const said = [];
  if (known.get("removal_from_system_decided") === true) said.push(s.t("state.removed"));
  else if (OTHER_GROUNDS.includes(known.get("admission_ground"))) said.push(s.t("state.other_ground"));
  if (known.get("authority_has_acted") === true && where.findings.length === 1) said.push(s.t("state.some_authority"));
  if (known.get("consent_to_referral") === "does_not_consent" && known.get("may_be_child") !== true) said.push(s.t("state.no_consent"));
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
  const step = found.next_step;
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
