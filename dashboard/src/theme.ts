import { createTheme, InputWrapper, type MantineColorsTuple } from "@mantine/core";

/** Deep water: what can be acted on. */
const tide: MantineColorsTuple = [
  "#eef7fa",
  "#dbedf3",
  "#b5dae7",
  "#8ac6d8",
  "#63b2ca",
  "#409bb7",
  "#2a85a3",
  "#196d8a",
  "#125a73",
  "#0b465b",
];

const slate: MantineColorsTuple = [
  "#f6f8fa",
  "#eef1f4",
  "#e2e7ec",
  "#d2d9e0",
  "#b9c3cd",
  "#8d9aa8",
  "#5d6b79",
  "#434f5b",
  "#2d3741",
  "#1a222a",
];

const night: MantineColorsTuple = [
  "#dbe2e9",
  "#b7c2cd",
  "#94a2b1",
  "#5f6e7e",
  "#3b4856",
  "#2b3642",
  "#1d2630",
  "#131a22",
  "#0e141a",
  "#090d12",
];

/** Also read by the build, which turns it into CSS variables. */
export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 7 },
  colors: { tide, gray: slate, dark: night },
  black: "#1a222a",
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "6px", md: "8px", lg: "12px", xl: "24px" },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', Menlo, Consolas, 'Noto Sans Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // Fields beside each other are in line, whether they are described or not.
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] },
    }),
  },
});
