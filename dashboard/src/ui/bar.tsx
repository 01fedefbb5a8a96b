import classes from "./bar.module.css";

/** A share as a bar. It only pictures a number that stands beside it. @param share 0 to 1 */
export function Bar({ share, tone }: { share: number; tone?: "failed" | "full" | undefined }) {
  const percent = Math.max(0, Math.min(1, share)) * 100;
  return (
    <svg className={classes.bar} data-tone={tone} width="100%" height="6" aria-hidden="true">
      <rect width="100%" height="6" rx="3" className={classes.ground} />
      {percent > 0 && <rect width={`${percent}%`} height="6" rx="3" className={classes.filled} />}
    </svg>
  );
}
