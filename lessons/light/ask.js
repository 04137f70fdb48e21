// What to ask next, one step ahead, the gentlest first, in the order in which the library asks.

const WAIT = 3; // the stage before which single questions of a group are not asked

// The questions worth asking about a person, over several verdicts. `skip` holds what was asked without an answer; with `details` every
// question that can change something is given, whatever was said to broad ones.
function ask(program, verdicts, person, skip, details) {
  const open = verdicts.filter((verdict) => !verdict.settled);
  if (!open.length) return [];
  const byFact = touched(program, person, open);
  const { known, marks } = person;
  const put = (name) => program.fact.get(name).askable && !known.has(name) && marks.get(name) !== "declined" && !skip.includes(name);
  let names = [...byFact.keys()].filter(put);
  if (!details) names = unfolded(program, person, names, skip);
  const likely = likelyOnes(program, person, open, names, skip);
  const first = known.get(program.role.get("possible_minor")) === true ? program.first_of_child : [];
  const questions = looked(program, person, new Map(names.map((name) => [name, byFact.get(name)])), likely);
  for (const q of questions) {
    q.turn = turnOf(program, q, first);
    const fact = program.fact.get(q.fact);
    const part = Math.min(...byFact.get(q.fact).map((verdict) => program.parts.indexOf(verdict.rule.part)));
    q.rank = [
      q.judgement, marks.has(q.fact), ...q.turn, q.stage > 1 || fact.element !== "safety", !first.includes(q.fact), part, !q.leads,
      !fact.opens.length, -q.worst, -q.average, program.order.get(q.fact),
    ].map(Number); // prettier-ignore
  }
  questions.sort((a, b) => compared(a.rank, b.rank));
  return details ? questions : byStage(questions, marks);
}

function compared(one, two) {
  const at = one.findIndex((n, i) => n !== two[i]);
  return at < 0 ? 0 : one[at] - two[at];
}

// Which verdicts can still change with each fact that is asked of the person; broad questions stand for the facts behind them.
function touched(program, person, verdicts) {
  const byFact = new Map();
  verdicts.forEach((verdict) => missing(program, verdict).forEach((name) => push(byFact, name, verdict)));
  const found = new Map([...byFact].filter(([name]) => isAsked(program, person, name)));
  for (const name of [...found.keys()]) {
    for (const gate of program.openers.get(name) || []) {
      if (!found.has(gate)) found.set(gate, []);
      const stands = found.get(gate);
      stands.push(...found.get(name).filter((verdict) => !stands.includes(verdict)));
    }
  }
  return found;
}

function isAsked(program, person, name) {
  const { scope } = program.fact.get(name);
  return scope === null || canHold(program, scope, person.known);
}

// -- broad questions ----------------------------------------------------------------------------------------------

function gatesSeen(program, person) {
  const seen = new Set();
  for (const [name, value] of person.known) {
    if (program.openers.has(name) && value === (program.fact.get(name).polarity !== "reassuring")) {
      program.openers.get(name).filter((gate) => program.fact.get(gate).polarity === "risk").forEach((gate) => seen.add(gate));
    }
  }
  return seen;
}

// Those of the facts that are worth asking about one by one.
function unfolded(program, person, names, skip) {
  const { known, marks } = person;
  const waiting = new Set(names.filter((name) => !skip.includes(name) && !marks.has(name)));
  const seen = gatesSeen(program, person);
  const signs = (gate) => program.fact.get(gate).polarity === "risk";
  const opened = (gate) =>
    known.get(gate) === true || marks.get(gate) === "maybe" || (skip.includes(gate) && signs(gate)) || (known.get(gate) === false && seen.has(gate));
  const shut = (gate) =>
    [gate, ...inputsOf(program, gate)].some((name) => waiting.has(name)) ||
    (skip.includes(gate) && !signs(gate)) ||
    known.get(gate) === false ||
    marks.get(gate) === "declined";
  return names.filter((name) => {
    const gates = program.openers.get(name) || [];
    return gates.some(opened) || !gates.some(shut);
  });
}

function stageOf(program, person, name) {
  const gates = program.openers.get(name) || [];
  const { stage } = program.fact.get(name);
  return gates.length && !gates.some((gate) => person.known.get(gate) === true) ? Math.max(stage, WAIT) : stage;
}

// What was heard about the group of each broad question: true for yes or perhaps, false, or null where it was not asked.
function heardOf(program, person, skip) {
  const { known, marks } = person;
  const seen = gatesSeen(program, person);
  return (gate) => {
    if (marks.has(gate)) return marks.get(gate) === "maybe";
    if (known.has(gate) || seen.has(gate)) return known.get(gate) === true || seen.has(gate);
    return inputsOf(program, gate).some((name) => skip.includes(name) || marks.get(name) === "declined") ? false : null;
  };
}

function isLikely(program, person, name, heard) {
  const gates = program.openers.get(name);
  if (!gates) return true;
  const told = gates.map(heard);
  if (told.includes(true) || !told.includes(false)) return true;
  return program.fact.get(name).opens.length > 0 && !gates.some((gate) => person.known.has(gate) || person.marks.has(gate));
}

// Whether a worker may go through a fact that is not likely.
function passedOver(program, person, name, skip) {
  const gates = program.openers.get(name) || [];
  const shut = (gate) => person.known.get(gate) === false || skip.includes(gate);
  const closed = gates.some((gate) => person.marks.get(gate) === "declined" || (program.fact.get(gate).polarity !== "risk" && shut(gate)));
  return gates.length > 0 && !closed && !isLikely(program, person, name, heardOf(program, person, skip));
}

// The facts that what was said to broad questions leaves likely to change something: the others are supposed to be as nobody hopes to find.
function likelyOnes(program, person, verdicts, names, skip) {
  const heard = heardOf(program, person, skip);
  const is = (name) => isLikely(program, person, name, heard);
  const likely = names.filter(is);
  const behind = [...new Set(verdicts.reduce((all, verdict) => [...all, ...missing(program, verdict)], []))].filter((name) => !is(name));
  const absent = new Map();
  for (const name of [...skip, ...behind]) {
    const fact = program.fact.get(name);
    if (!person.known.has(name) && typeof fact.values[0] === "boolean" && fact.polarity !== "neutral" && !fact.derived) {
      absent.set(name, fact.polarity === "reassuring");
    }
  }
  if (!absent.size) return new Set(likely);
  const known = new Map([...person.known].filter(([name]) => !program.fact.get(name).derived || person.given.has(name)));
  for (const [name, value] of absent) {
    const group = program.groupOf.get(name);
    if (!group || narrowed(program, group, new Map([...known, [name, value]]))) known.set(name, value);
  }
  complete(program, known, person.marks, null);
  const left = new Set();
  for (const verdict of verdicts) {
    const same = Object.keys(verdict.rule.tests).every((name) => known.get(name) === person.known.get(name));
    const supposed = same ? verdict : decide(program, verdict.rule.id, Object.assign({}, person, { known }));
    missing(program, supposed).forEach((name) => left.add(name));
  }
  const gates = new Set([...left].reduce((all, name) => [...all, ...(program.openers.get(name) || [])], []));
  return new Set(likely.filter((name) => left.has(name) || gates.has(name)));
}

// -- looking one step ahead ---------------------------------------------------------------------------------------

function looked(program, person, byFact, likely) {
  return [...byFact].map(([name, verdicts]) => {
    const said = valuesOf(program, person, name, verdicts).map((value) => supposed(program, person, name, value)).filter((each) => each);
    const effects = verdicts.map((verdict) => effect(program, verdict, said));
    const removed = said.map((_, n) => effects.reduce((sum, each) => sum + each.removed[n], 0));
    return {
      fact: name,
      stage: stageOf(program, person, name),
      judgement: program.fact.get(name).judgement,
      changes: effects.map(({ rule, outcomes }) => ({ rule, outcomes })),
      worst: removed.length ? Math.min(...removed) : 0,
      average: removed.length ? removed.reduce((sum, n) => sum + n, 0) / removed.length : 0,
      likely: likely.has(name),
      leads: effects.some((each, n) => verdicts[n].rule.ordered && each.removed.reduce((sum, some) => sum + some, 0) !== 0),
    };
  });
}

// One value for each cell of a fact that the rules tell apart.
function valuesOf(program, person, name, verdicts) {
  const masks = new Set(verdicts.reduce((all, verdict) => [...all, ...(verdict.rule.tests[name] || [])], []));
  const group = program.groupOf.get(name);
  const values = cellsOf(program, name, [...masks]);
  if (!group) return values;
  const bits = narrowed(program, group, person.known)[group.names.indexOf(name)];
  const left = program.fact.get(name).values.filter((_, n) => (bits >> n) & 1);
  const first = new Map();
  left.forEach((value) => {
    const sign = signOf(program, name, value, [...masks]);
    if (!first.has(sign)) first.set(sign, value);
  });
  return [...first.values()];
}

// What would be known if one more fact were answered, and whether that is more and nothing else; null where it cannot be true.
function supposed(program, person, name, value) {
  const near = reach(program, name);
  const kept = ([each]) => near.size === 1 || !near.has(each) || !program.fact.get(each).derived || person.given.has(each);
  const known = new Map([...person.known].filter(kept));
  known.set(name, value);
  if (near.size === 1) return { known, more: true };
  const marks = new Map([...person.marks].filter(([each]) => each !== name));
  try {
    complete(program, known, marks, near);
  } catch (problem) {
    if (problem instanceof Contradiction) return null;
    throw problem;
  }
  return { known, more: [...near].every((each) => !person.known.has(each) || known.get(each) === person.known.get(each)) };
}

// How many possible outcomes each answer removes from a verdict, and which outcomes the answers can change.
function effect(program, verdict, said) {
  const { rule, states } = verdict;
  const all = rule.table.ends[rule.table.roots[0]];
  const after = said.map(({ known, more }) => statesOf(rule, endsOf(program, rule, known, more ? verdict.ends : all)));
  const differs = (one, two) => one[0] !== two[0] || one[1] !== two[1];
  const changed = rule.outcomes.filter((_, n) => after.some((each) => differs(each[n], states[n])));
  const before = openCount(states);
  return { rule: rule.id, outcomes: changed.length ? changed : verdict.possible, removed: after.map((each) => before - openCount(each)) };
}

function openCount(states) {
  return states.reduce((sum, pair) => sum + Number(pair[0] !== FALSE || pair[1] !== FALSE) + Number(pair.includes(OPEN)), 0);
}

function turnOf(program, q, first) {
  const broad = program.fact.get(q.fact).opens.length > 0;
  const alone = broad || (q.leads && !first.length && !program.openers.has(q.fact));
  const turn = q.stage === 1 || (alone && q.average) ? 0 : first.includes(q.fact) ? 1 : broad ? 2 : 3;
  return [!q.likely, q.stage > 1, turn, q.stage].map(Number);
}

// Leaves out what questions of an earlier turn, not yet asked, can change as well.
function byStage(questions, marks) {
  let turn = [0, 0, 0, 0];
  const before = new Set();
  let now = [];
  return questions.filter((q) => {
    if (q.judgement || marks.has(q.fact)) return true;
    if (compared(q.turn, turn) > 0) {
      turn = q.turn;
      now.forEach((change) => before.add(change));
      now = [];
    }
    const changes = q.changes.reduce((all, { rule, outcomes }) => [...all, ...outcomes.map((outcome) => rule + ":" + outcome)], []);
    if (changes.every((change) => before.has(change))) return false;
    now.push(...changes);
    return true;
  });
}

// -- an interview -------------------------------------------------------------------------------------------------

// The verdicts that questions are about.
function asked(program, person) {
  return decideAll(program, program.asked, person);
}

function nextQuestion(questions, person) {
  return questions.find((q) => !q.judgement && !person.marks.has(q.fact)) || null;
}

// The next likely question; where there is none and it is wished, the next of those that are not likely.
function nextOf(program, person, skip, singles, verdicts = asked(program, person), questions = ask(program, verdicts, person, skip, false)) {
  const question = nextQuestion(questions, person);
  if (question && (question.likely || singles)) return question;
  if (!singles) return null;
  const every = ask(program, verdicts, person, skip, true).filter((q) => passedOver(program, person, q.fact, skip));
  return nextQuestion(every, person);
}
