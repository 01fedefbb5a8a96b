/** Our own icons: lines on a grid of 20, drawn in the colour of the text around them. */
const shapes = {
  overview: "M3 17V11M8.7 17V4M14.3 17V8M18 17H2",
  jobs: "M7 5H17M7 10H17M7 15H17M3 5H3.01M3 10H3.01M3 15H3.01",
  plus: "M10 4V16M4 10H16",
  schema: "M4 5.2A6 2.4 0 0 0 16 5.2A6 2.4 0 0 0 4 5.2V14.8A6 2.4 0 0 0 16 14.8V5.2M4 10A6 2.4 0 0 0 16 10",
  search: "M13 13L17 17M14.5 9A5.5 5.5 0 1 1 3.5 9A5.5 5.5 0 0 1 14.5 9Z",
  check: "M4 10.5L8.2 14.7L16 6",
  cross: "M5 5L15 15M15 5L5 15",
  clock: "M17 10A7 7 0 1 1 3 10A7 7 0 0 1 17 10ZM10 6V10L12.6 11.8",
  calendar: "M4 5H16V16H4ZM4 8.6H16M7.3 3V6M12.7 3V6",
  play: "M6 4.2L15.5 10L6 15.8Z",
  hourglass: "M6 3H14M6 17H14M7 3V6L13 14V17M13 3V6L7 14V17",
  ban: "M17 10A7 7 0 1 1 3 10A7 7 0 0 1 17 10ZM5.2 5.2L14.8 14.8",
  retry: "M16 10A6 6 0 1 1 13.9 5.4M14.4 2.6V6H11",
  launch: "M10 17V5M5 9.6L10 4.4L15 9.6M5 17H15",
  minus: "M5 10H15",
  down: "M5 8L10 13L15 8",
  right: "M8 5L13 10L8 15",
  copy: "M7.5 7.5H16.5V16.5H7.5ZM12.5 7.5V3.5H3.5V12.5H7.5",
  download: "M10 3V12M6 8.3L10 12.3L14 8.3M3.5 12.5V16.5H16.5V12.5",
  wrap: "M3 5H17M3 10H14A2.7 2.7 0 0 1 14 15.4H10.5M12.5 13.4L10.3 15.4L12.5 17.4M3 15.4H6.5",
  follow: "M5 4L10 9L15 4M5 10.5L10 15.5L15 10.5",
  sun: "M13.4 10A3.4 3.4 0 1 1 6.6 10A3.4 3.4 0 0 1 13.4 10ZM10 2.2V4M10 16V17.8M2.2 10H4M16 10H17.8M4.5 4.5L5.8 5.8M14.2 14.2L15.5 15.5M4.5 15.5L5.8 14.2M14.2 5.8L15.5 4.5",
  moon: "M16.4 12.2A6.8 6.8 0 0 1 7.8 3.6A6.8 6.8 0 1 0 16.4 12.2Z",
  screen: "M3 4.5H17V13.5H3ZM7 17H13M10 13.5V17",
  alert: "M10 3.2L17.6 16.4H2.4ZM10 8.4V11.8M10 14V14.1",
  undo: "M7 4L3.5 7.5L7 11M4 7.5H11.5A4.5 4.5 0 0 1 11.5 16.5H8",
  leave: "M8 4H4V16H8M8.5 10H17M13.5 6.3L17 10L13.5 13.7",
  filter: "M3 5H17M5.8 10H14.2M8.5 15H11.5",
  dots: "M4.5 10H4.51M10 10H10.01M15.5 10H15.51",
  pause: "M7 5V15M13 5V15",
  up: "M5 12L10 7L15 12",
  unlink:
    "M8.2 11.8L11.8 8.2M9 5.6L10.8 3.8A3.8 3.8 0 0 1 16.2 9.2L14.4 11M11 14.4L9.2 16.2A3.8 3.8 0 0 1 3.8 10.8L5.6 9",
} as const;

export type IconName = keyof typeof shapes;

interface IconProps {
  readonly name: IconName;
  /** In pixels. */
  readonly size?: number;
  readonly className?: string | undefined;
}

/** A picture only: what it means must be said beside it, or by the control that it is in. */
export function Icon({ name, size = 16, className }: IconProps) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
