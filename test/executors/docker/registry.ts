/**
 * An image registry, in a container beside the engine's own network, so that the engine reaches it as
 * 127.0.0.1. It has one image, `hello`, which is made of its own busybox, and denies others in several ways.
 */
import type { Engine } from "../../../src/executors/docker/engine.ts";
import { pause } from "../../../src/executors/time.ts";

export interface Registry {
  /** What image references begin with. */
  readonly address: string;
  close(): Promise<void>;
}

const port = 5055;
const tar = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const config = "application/vnd.docker.container.image.v1+json";
const manifest = "application/vnd.docker.distribution.manifest.v2+json";

const prepare = `
  set -e
  mkdir /tmp/registry; cd /tmp/registry
  digest() { sha256sum "$1" | cut -d " " -f 1; }
  size() { stat -c %s "$1"; }
  tar -c -f layer -C / bin/busybox bin/sh bin/echo
  printf '{"architecture":"amd64","os":"linux","config":{"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    $(digest layer) > config
  gzip layer
  printf '{"schemaVersion":2,"mediaType":"${manifest}","config":{"mediaType":"${config}","size":%s,"digest":"sha256:%s"},"layers":[{"mediaType":"${tar}","size":%s,"digest":"sha256:%s"}]}' \
    $(size config) $(digest config) $(size layer.gz) $(digest layer.gz) > manifest
  digest manifest > manifest-digest
  mv layer.gz $(digest layer.gz); mv config $(digest config)
  echo "$HANDLER" > handler
  exec nc -ll -p ${port} -e sh /tmp/registry/handler
`;

const handler = `
  cd /tmp/registry
  read -r method path rest
  while read -r line && [ "\${#line}" -gt 1 ]; do :; done
  answer() { # status, type, file
    printf 'HTTP/1.1 %s\\r\\nContent-Type: %s\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n' \
      "$1" "$2" $(stat -c %s "$3")
    printf 'Docker-Content-Digest: sha256:%s\\r\\n\\r\\n' $(cat manifest-digest)
    [ $method = HEAD ] || cat "$3"
  }
  refuse() { # status, code, message
    printf '{"errors":[{"code":"%s","message":"%s"}]}' $2 "$3" > refusal-$$
    answer "$1" application/json refusal-$$
    rm refusal-$$
  }
  echo {} > empty
  case $path in
    /v2/) answer "200 OK" application/json empty ;;
    /v2/hello/manifests/*) answer "200 OK" ${manifest} manifest ;;
    /v2/hello/blobs/*) answer "200 OK" application/octet-stream \${path##*:} ;;
    /v2/private/*) refuse "401 Unauthorized" UNAUTHORIZED "authentication required" ;;
    /v2/busy/*) refuse "429 Too Many Requests" TOOMANYREQUESTS "you have reached your pull rate limit" ;;
    /v2/broken/*) refuse "503 Service Unavailable" UNAVAILABLE "service unavailable" ;;
    /v2/slow/*) sleep 60 ;;
    *) refuse "404 Not Found" MANIFEST_UNKNOWN "manifest unknown" ;;
  esac
`;

export async function startRegistry(engine: Engine, image: string): Promise<Registry> {
  const body = {
    Image: image,
    Cmd: ["sh", "-c", prepare],
    Env: [`HANDLER=${handler}`],
    HostConfig: { NetworkMode: "host", Init: true },
  };
  const { Id } = await engine.call<{ Id: string }>("POST", "/containers/create", { body });
  await engine.call("POST", `/containers/${Id}/start`);
  while (await refusesConnections(engine)) await pause(100);
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      await engine.call("DELETE", `/containers/${Id}`, { query: { force: true, v: true } });
    },
  };
}

async function refusesConnections(engine: Engine): Promise<boolean> {
  const query = { fromImage: `127.0.0.1:${port}/none:latest` };
  const answer = await engine.call("POST", "/images/create", { query }).catch((error: unknown) => error);
  return /connection refused/.test(String(answer));
}
