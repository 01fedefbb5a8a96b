import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { messageOf } from "../../errors.ts";
import type { OutputStream } from "../executor.ts";
import { encodeFrames } from "./frames.ts";

export interface OutputWriter {
  /**
   * Appends what the command wrote. Synchronous: the supervisor has nothing else to do, and while the
   * disk is slow the pipe fills and the command waits, so memory stays bounded.
   *
   * Never throws. On a full disk the output is dropped, so that the command does not hang, and as soon
   * as there is room again a line on stderr tells how much.
   */
  append(stream: OutputStream, data: Uint8Array): void;
  close(): void;
}

export function openOutputWriter(path: string): OutputWriter {
  const file = openSync(path, "a", 0o600);
  let length = fstatSync(file).size;
  let lost = { bytes: 0, why: "" };

  const write = (stream: OutputStream, data: Uint8Array) => {
    const frames = encodeFrames(stream, data);
    try {
      for (let done = 0; done < frames.length; ) done += writeSync(file, frames, done);
      length += frames.length;
    } catch (error) {
      ftruncateSync(file, length); // A reader must never meet half a frame with others behind it.
      throw error;
    }
  };

  const reportLoss = () => {
    if (lost.bytes === 0) return;
    write("stderr", Buffer.from(`[longshore: ${lost.bytes} bytes of output were lost: ${lost.why}]\n`));
    lost = { bytes: 0, why: "" };
  };

  return {
    append(stream, data) {
      try {
        reportLoss();
        write(stream, data);
      } catch (error) {
        lost = { bytes: lost.bytes + data.length, why: messageOf(error) };
      }
    },
    close() {
      try {
        reportLoss();
      } catch {
        // Still no room: there is nowhere left to say so.
      }
      closeSync(file);
    },
  };
}
