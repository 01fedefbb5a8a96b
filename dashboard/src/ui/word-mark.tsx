import classes from "./word-mark.module.css";

/** A crate above the water, and the name in letters of our own. */
export function WordMark({ height = 26 }: { height?: number }) {
  return (
    <svg
      className={classes.mark}
      viewBox="0 0 156 32"
      height={height}
      width={(height * 156) / 32}
      role="img"
      aria-label="Longshore"
    >
      <rect width="32" height="32" rx="8" className={classes.ground} />
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M9 6.5H23V17.5H9ZM13.7 6.5V17.5M18.3 6.5V17.5" stroke="#fff" strokeWidth="2" />
        <path
          d="M4.5 24.5c2.3 0 2.3-2.4 4.6-2.4s2.3 2.4 4.6 2.4 2.3-2.4 4.6-2.4 2.3 2.4 4.6 2.4 2.3-2.4 4.6-2.4"
          className={classes.water}
          strokeWidth="2.2"
        />
        <g transform="translate(42 1.5)" className={classes.letters} strokeWidth="2.3">
          <path d="M2 4V20" />
          <path d="M17 15A5 5 0 1 1 7 15A5 5 0 0 1 17 15Z" />
          <path d="M22 10V20M22 15A4.7 4.9 0 0 1 31.4 15V20" />
          <path d="M46.4 15A5 5 0 1 1 36.4 15A5 5 0 0 1 46.4 15ZM46.4 10V20.4A5 4.6 0 0 1 37.4 23" />
          <path d="M58.4 12A4 2.9 0 0 0 54.8 10C52.4 10 51.2 11.1 51.2 12.5C51.2 15.8 58.8 14.2 58.8 17.4C58.8 18.9 57.4 20 54.9 20A4.2 3 0 0 1 50.8 18" />
          <path d="M63.8 4V20M63.8 15A4.7 4.9 0 0 1 73.2 15V20" />
          <path d="M88.2 15A5 5 0 1 1 78.2 15A5 5 0 0 1 88.2 15Z" />
          <path d="M93.2 10V20M93.2 14.6A4.6 4.6 0 0 1 98 10" />
          <path d="M101.2 15H110.8A4.8 5 0 1 0 109.2 18.8" transform="translate(-.6 0)" />
        </g>
      </g>
    </svg>
  );
}
