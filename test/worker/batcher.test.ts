import { expect, test } from "vitest";
import { LongshoreError } from "../../src/errors.ts";
import { Batcher } from "../../src/worker/batcher.ts";

/** A batcher whose batches wait to be let through. */
function held(options: { most: number; weigh?: (item: string) => number; mostWeight?: number }) {
  const batches: string[][] = [];
  let gate = Promise.withResolvers<void>();
  let answer = async (items: readonly string[]): Promise<(string | Error)[]> =>
    items.map((item) => item.toUpperCase());
  const batcher = new Batcher<string, string>(async (items) => {
    batches.push([...items]);
    await gate.promise;
    return answer(items);
  }, options);
  return {
    batcher,
    batches,
    open: () => gate.resolve(),
    close: () => {
      gate = Promise.withResolvers();
    },
    answerWith: (other: typeof answer) => {
      answer = other;
    },
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("what comes while a batch is under way waits for the next; each gets its own answer", async () => {
  const { batcher, batches, open } = held({ most: 10 });
  const first = [batcher.add("a"), batcher.add("b")];
  await nextTurn();
  const later = [batcher.add("c"), batcher.add("d")];
  open();
  expect(await Promise.all([...first, ...later])).toEqual(["A", "B", "C", "D"]);
  expect(batches).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("a batch has no more than may be, in number and in weight, but one item at least", async () => {
  const { batcher, batches, open } = held({ most: 3, weigh: ({ length }) => length, mostWeight: 4 });
  open();
  const added = ["a", "b", "c", "d", "ee", "fff", "ggggg"].map((item) => batcher.add(item));
  await Promise.all(added);
  expect(batches).toEqual([["a", "b", "c"], ["d", "ee"], ["fff"], ["ggggg"]]);
});

test("an item that waits can be replaced; one that is under way cannot", async () => {
  const { batcher, batches, open } = held({ most: 10 });
  const first = batcher.add("a");
  await nextTurn();
  const waiting = batcher.add("b");
  expect(batcher.replace("a", "x")).toBeUndefined();
  const replaced = batcher.replace("b", "y");
  open();
  expect(await Promise.all([first, waiting, replaced])).toEqual(["A", "Y", "Y"]);
  expect(batches).toEqual([["a"], ["y"]]);
});

test("an error that is an answer is one item's alone", async () => {
  const { batcher, open, answerWith } = held({ most: 10 });
  const lost = new LongshoreError("LEASE_LOST", { id: "b", attempt: 1 });
  answerWith(async (items) => items.map((item) => (item === "b" ? lost : item)));
  open();
  const answers = await Promise.allSettled(["a", "b", "c"].map((item) => batcher.add(item)));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("what one item makes impossible is done for the others one by one", async () => {
  const { batcher, batches, open, answerWith } = held({ most: 10 });
  answerWith(async (items) => {
    if (items.includes("b")) throw new Error("invalid byte sequence");
    return [...items];
  });
  open();
  const answers = await Promise.allSettled(["a", "b", "c"].map((item) => batcher.add(item)));
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(batches).toEqual([["a", "b", "c"], ["a"], ["b"], ["c"]]);
});

test("a database that is gone is gone for all of them; what comes later is tried", async () => {
  const { batcher, batches, open, answerWith } = held({ most: 10 });
  const gone = new LongshoreError("DATABASE_UNREACHABLE", { url: "postgres://here/app", why: "refused" });
  answerWith(async () => {
    throw gone;
  });
  open();
  const answers = await Promise.allSettled(["a", "b"].map((item) => batcher.add(item)));
  expect(answers).toEqual([
    { status: "rejected", reason: gone },
    { status: "rejected", reason: gone },
  ]);
  expect(batches).toEqual([["a", "b"]]);
  answerWith(async (items) => [...items]);
  expect(await batcher.add("c")).toBe("c");
});
