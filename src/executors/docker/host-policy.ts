/** What a host allows its jobs; a job itself cannot ask for more. */

import { LaunchError, type LaunchSpec } from "../executor.ts";
import { formatImageReference, matchesPattern, parseImageReference } from "./image-reference.ts";

/** Where it differs from the defaults, under which a container has no capabilities and can gain no privileges. */
export interface Security {
  /** Capabilities that containers are given, such as NET_BIND_SERVICE. */
  readonly capabilities?: readonly string[] | undefined;
  /** Whether programs may gain privileges by setuid and file capabilities. */
  readonly newPrivileges?: boolean | undefined;
  /** Processes and threads at most. */
  readonly pidsLimit?: number | undefined;
  /** Whether a job may join the host's own network. */
  readonly hostNetwork?: boolean | undefined;
  /** Who containers run as, whatever their image says: `user` or `user:group`. */
  readonly user?: string | undefined;
  /** Whether nothing of the image can be written; /tmp then is in memory. */
  readonly readOnlyRoot?: boolean | undefined;
  /** MB of swap beside the memory that a job is limited to. */
  readonly swap?: number | undefined;
  /** MB that a container's log may take on the host's disk. */
  readonly logSize?: number | undefined;
}

export interface HostPolicy {
  /** Patterns of the images that may run; all may where there is none. See `matchesPattern`. */
  readonly allowedImages?: readonly string[] | undefined;
  readonly security?: Security | undefined;
}

/**
 * The job as the host runs it. Where images are restricted, the image is named in full: in short, an
 * engine could take it for the id of another image that it has.
 *
 * @throws {LaunchError} image_not_allowed, permanent
 */
export function permitted(spec: LaunchSpec, { allowedImages = [] }: HostPolicy): LaunchSpec {
  if (allowedImages.length === 0) return spec;
  const reference = parseImageReference(spec.image);
  if (reference !== undefined && allowedImages.some((pattern) => matchesPattern(reference, pattern))) {
    return { ...spec, image: formatImageReference(reference) };
  }
  const name = reference === undefined ? `"${spec.image}"` : formatImageReference(reference);
  const message = `the image ${name} is not among those that the host allows: ${allowedImages.join(", ")}`;
  throw new LaunchError("image_not_allowed", message);
}
