import { createContext } from "react";
import type { Live } from "./live.ts";

// Nothing is drawn outside the provider in app.tsx.
export const LiveContext = createContext<Live>(undefined as never);
