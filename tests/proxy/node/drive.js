// Drives a Toxiproxy server with the client from npm: node drive.js CLIENT CONTROL-PORT ECHO-PORT; prints what it saw.
const net = require("node:net");
const [client, control, echo] = process.argv.slice(2);
const { Toxiproxy } = require(client);

const ATTRIBUTES = {
  latency: { latency: 20, jitter: 5 },
  bandwidth: { rate: 100 },
  slow_close: { delay: 20 },
  timeout: { timeout: 20 },
  slicer: { average_size: 2, size_variation: 1, delay: 100 },
  limit_data: { bytes: 3 },
  reset_peer: { timeout: 1 },
};

// A connection that says hello and ends; resolves to what came back, up to the end or an error.
function talk(port, before = async () => {}) {
  return new Promise((resolve) => {
    let got = "";
    const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.setTimeout(5000, () => socket.destroy());
    socket.on("connect", async () => {
      await before();
      socket.end("hello");
    });
    socket.on("data", (data) => (got += data));
    socket.on("error", () => {});
    socket.on("close", () => resolve(got));
  });
}

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error.message;
  }
}

async function main() {
  const toxiproxy = new Toxiproxy(`http://127.0.0.1:${control}`);
  const upstream = `127.0.0.1:${echo}`;
  const proxy = await toxiproxy.createProxy({ name: "npm", listen: "127.0.0.1:0", upstream });
  const port = Number(proxy.listen.split(":").pop());
  const passed = {};
  for (const [type, attributes] of Object.entries(ATTRIBUTES)) {
    let toxic;
    const got = await talk(port, async () => {
      toxic = await proxy.addToxic({ type, name: "", stream: "downstream", toxicity: 1, attributes });
    });
    passed[type] = got === "hellobye";
    await toxic.remove();
  }
  for (const type of ["slicer", "latency", "limit_data"]) {
    const attributes = type === "limit_data" ? { bytes: 5 } : ATTRIBUTES[type];
    await proxy.addToxic({ type, name: type, stream: "downstream", toxicity: 1, attributes });
  }
  const chained = await talk(port);
  await toxiproxy.reset();
  await proxy.addToxic({ type: "reset_peer", name: "half", stream: "upstream", toxicity: 0.5, attributes: { timeout: 0 } });
  let share = 0;
  for (let i = 0; i < 40; i++) share += (await talk(port)) === "hellobye" ? 1 : 0;
  const refused = [
    await failure(toxiproxy.createProxy({ name: "npm", listen: "127.0.0.1:0", upstream })),
    await failure(toxiproxy.get("nobody")),
  ];
  await toxiproxy.populate([{ name: "other", listen: "127.0.0.1:0", upstream }]);
  for (const one of Object.values(await toxiproxy.getAll())) await one.remove();
  const left = Object.keys(await toxiproxy.getAll());
  console.log(JSON.stringify({ toxics: Object.keys(ATTRIBUTES), passed, chained, share, refused, left }));
}

main();
