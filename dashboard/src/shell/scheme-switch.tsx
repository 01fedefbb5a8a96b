import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { Icon } from "../ui/icon.tsx";

const schemes = {
  auto: { next: "light", icon: "screen", label: "Colours as the system has them" },
  light: { next: "dark", icon: "sun", label: "Light colours" },
  dark: { next: "auto", icon: "moon", label: "Dark colours" },
} as const;

/** Goes round: as the system has it, light, dark. */
export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { next, icon, label } = schemes[colorScheme];
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`${label}; change`}
      title={label}
      onClick={() => setColorScheme(next)}
    >
      <Icon name={icon} size={18} />
    </ActionIcon>
  );
}
