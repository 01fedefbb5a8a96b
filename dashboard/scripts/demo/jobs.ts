/** Jobs such as people have: what they write, how long they take, how they end. All run as local processes. */
import type { JobSpec } from "../../../src/queue/job/job-spec.ts";

const sh = (script: string): string[] => ["sh", "-c", script];

/** Each ends within a second. */
const short: readonly (readonly [name: string, script: string, spec?: JobSpec])[] = [
  ["send-invoices", "echo 'sending 214 invoices'; echo 'done, 214 sent'"],
  ["resize-images", 'for i in 1 2 3; do echo "resized photo-$i.jpg to 1600 × 1200"; done', { priority: 20 }],
  [
    "import-orders",
    "echo 'reading orders.csv'; echo '1,820 orders imported, 3 already known'",
    { priority: 80 },
  ],
  ["thumbnails", "echo 'made 48 thumbnails'"],
  ["sync-inventory", "echo 'warehouse A: 1,204 items'; echo 'warehouse B: 877 items'"],
  ["rebuild-search-index", "echo 'indexed 18,422 documents in 0.4 s'"],
  ["expire-sessions", "echo 'expired 312 sessions'", { priority: 20 }],
  ["export-ledger", "echo 'wrote ledger-2026-11.csv, 92 kB'", { priority: 60 }],
];

const failing: readonly (readonly [name: string, script: string, spec?: JobSpec])[] = [
  [
    "fetch-exchange-rates",
    "echo 'GET https://rates.example/latest'; echo 'Traceback (most recent call last):' >&2; echo '  File \"rates.py\", line 31, in fetch' >&2; printf '\\033[1;31mTimeoutError\\033[0m: no answer within 0.2 s\\n' >&2; exit 1",
  ],
  ["validate-upload", "echo 'line 17: \"amount\" is not a number' >&2; exit 2"],
  ["render-report", "echo 'rendering'; sleep 30", { timeout: 1 }],
];

/** Jobs that have ended by the time somebody looks. */
export const past: readonly JobSpec[] = Array.from({ length: 96 }, (_, index) => {
  const source = index % 13 === 5 ? failing : short;
  const [name, script, spec] = source[
    (index * 7 + Math.floor(index / 13)) % source.length
  ] as (typeof short)[number];
  return { name, command: sh(script), ...spec };
});

/** One that cannot be launched: its working directory does not exist. */
export const unlaunchable: JobSpec = {
  name: "compact-archive",
  command: ["./compact", "--all"],
  workdir: "/srv/archive",
  maxRetries: 2,
  retryStrategy: "high_priority",
};

const progress = String.raw`
printf '\033[1mtraining\033[0m on 41,200 rows, 12 features\n'
epoch=1
while [ $epoch -le 400 ]; do
  printf '\033[36mepoch %3d\033[0m  loss \033[33m0.%04d\033[0m  accuracy \033[32m0.%04d\033[0m\n' $epoch $((6200 / (epoch + 3) + 210)) $((9700 - 4100 / (epoch + 1)))
  [ $((epoch % 25)) -eq 0 ] && printf '\033[33mwarning:\033[0m learning rate lowered\n' >&2
  [ $epoch -gt 60 ] && sleep 1
  epoch=$((epoch + 1))
done`;

/** The one whose page is shown. */
export const watched: JobSpec = {
  name: "train-demand-model",
  command: sh(progress),
  priority: 80,
  env: { MODEL_VERSION: "2026.11", SEED: "17", REGISTRY_TOKEN: "not-to-be-shown" },
  plainEnv: ["MODEL_VERSION", "SEED"],
  timeout: 7_200,
  memory: 2_048,
};

export const running: readonly JobSpec[] = [
  { name: "transcode-lecture-07", command: sh("echo 'pass 1 of 2'; sleep 600"), priority: 60 },
  { name: "transcode-lecture-08", command: sh("echo 'pass 1 of 2'; sleep 600"), priority: 60 },
  { name: "crawl-partner-catalogue", command: sh("echo '12 of 340 pages'; sleep 600") },
];

/** These find no room. */
export const waiting: readonly JobSpec[] = [
  ...["transcode-lecture-09", "transcode-lecture-10", "transcode-lecture-11"].map((name) => ({
    name,
    command: sh("sleep 600"),
    priority: 40,
  })),
  { name: "reindex-archive", command: sh("sleep 600"), priority: 10 },
  {
    name: "nightly-report",
    command: ["python3", "report.py", "--day", "yesterday"],
    delay: 3 * 3_600_000 + 240_000,
  },
  { name: "weekly-backup", command: ["./backup.sh", "--full"], delay: 2 * 86_400_000, priority: 70 },
];
