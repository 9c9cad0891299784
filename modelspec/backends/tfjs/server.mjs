// Runs generated modules for modelspec: a request a line comes in on stdin, its answer goes out on stdout, both JSON.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { replaceSlowKernels } from "./kernels.mjs";
import { verbs } from "./verbs.mjs";

const STACK_LINES = 6;

const say = process.stdout.write.bind(process.stdout);
// Whatever a module or TensorFlow.js prints must not stand between the answers.
process.stdout.write = process.stderr.write.bind(process.stderr);

const tf = createRequire(import.meta.url)(process.argv[2]);
tf.enableProdMode();
await tf.setBackend("cpu");
replaceSlowKernels(tf);
const known = verbs(tf);

for await (const line of createInterface({ input: process.stdin })) {
	const { verb, ...request } = JSON.parse(line);
	let answer;
	try {
		answer = { result: (await known[verb](request)) ?? null };
	} catch (error) {
		answer = { error: told(error) };
	}
	say(`${JSON.stringify(answer)}\n`);
}
process.exit(0);

/** The message of an error and the first lines of its stack. */
function told(error) {
	const lines = String(error?.stack ?? error).split("\n");
	return lines.slice(0, STACK_LINES).join("\n");
}
