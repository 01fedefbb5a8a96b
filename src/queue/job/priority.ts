/** Higher is sooner; among equals, the one queued first. */
export const Priority = { HIGH: 80, NORMAL: 50, LOW: 20, lowest: 0, highest: 100 } as const;
