/**
 * Calls `first` at the first INT or TERM and `second` at each later one, instead of ending the process.
 * Returns a function that stops listening.
 */
export function onSignals(first: (signal: NodeJS.Signals) => void, second: () => void): () => void {
  let seen = 0;
  const listener = (signal: NodeJS.Signals) => {
    seen += 1;
    if (seen === 1) first(signal);
    else second();
  };
  process.on("SIGINT", listener).on("SIGTERM", listener);
  return () => {
    process.off("SIGINT", listener).off("SIGTERM", listener);
  };
}
