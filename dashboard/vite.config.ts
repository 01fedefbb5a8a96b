import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { themeVariables } from "./scripts/theme-variables.ts";

/** The page, built into the package. Nothing of it is inline: the server's content policy allows no inline style. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), themeVariables()],
  build: {
    outDir: path.resolve(import.meta.dirname, "../dist/dashboard"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
