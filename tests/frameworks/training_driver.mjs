/**
 * Runs what `cases.json` lists, each with the functions of a generated module,
 * and writes what they gave to `results.json`.
 */
import fs from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";

const tensor = ({ data, shape, dtype }) => tf.tensor(data, shape, dtype);
const tensors = (given) =>
	Array.isArray(given) ? given.map(tensor) : tensor(given);

function lossAndGradient(functions, { outputs, targets }) {
	const wanted = tensors(targets);
	const given = [outputs].flat().map(tensor);
	const loss = (...found) =>
		functions.loss(Array.isArray(outputs) ? found : found[0], wanted);
	const { value, grads } = tf.valueAndGrads(loss)(given);
	return {
		value: value.arraySync(),
		gradients: grads.map((gradient) => gradient.arraySync()),
	};
}

function metrics(functions, { outputs, targets }) {
	const given = tensors(outputs);
	const wanted = tensors(targets);
	const before = tf.memory().numTensors;
	const found = functions.metrics(given, wanted);
	const values = Object.entries(found).map(([name, value]) => [
		name,
		value.arraySync(),
	]);
	tf.dispose(found);
	return {
		values: Object.fromEntries(values),
		left: tf.memory().numTensors - before,
	};
}

/** The gradients come now as an array, now as an object: minimize gives both. */
function steps(functions, { start, gradients }) {
	const before = tf.memory().numTensors;
	const weights = start.map((value) => tf.variable(tensor(value)));
	const unused = tf.variable(tf.ones([2]));
	const optimizer = functions.makeOptimizer();
	for (const [i, step] of gradients.entries()) {
		const found = [...step.map(tensor), null];
		const names = [...weights, unused].map(({ name }) => name);
		const entries = names.map((name, j) => [name, found[j]]);
		optimizer.applyGradients(
			i % 2
				? Object.fromEntries(entries)
				: entries.map(([name, tensor]) => ({ name, tensor })),
		);
		tf.dispose(found);
	}
	const values = weights.map((weight) => weight.arraySync());
	const kept = unused.arraySync();
	optimizer.dispose();
	// What is left besides the tensors that the weights were made of.
	tf.dispose([weights, unused]);
	const left = tf.memory().numTensors - before - start.length - 1;
	return { values, kept, left };
}

/** tanh(x @ hidden) @ out; the modules' penalties are of these two layers. */
function makeModel([hidden, out], inputs = 1) {
	const x = tf.input({ shape: [hidden.shape[0]] });
	const h = tf.layers
		.dense({
			units: hidden.shape[1],
			activation: "tanh",
			useBias: false,
			name: "hidden",
		})
		.apply(x);
	const y = tf.layers
		.dense({ units: out.shape[1], useBias: false, name: "out" })
		.apply(h);
	const more = [];
	for (let i = 1; i < inputs; i++) more.push(tf.input({ shape: [1] }));
	const model = tf.model({
		inputs: inputs > 1 ? [x, ...more] : x,
		outputs: inputs > 1 ? [y, ...more] : y,
	});
	model.setWeights([tensor(hidden), tensor(out)]);
	return model;
}

async function fit(functions, { weights, x, y, options, inputs }) {
	const model = makeModel(weights, inputs);
	const lines = [];
	const log = console.log;
	console.log = (line) => lines.push(line);
	const given = tensors(x);
	const wanted = tensors(y);
	const before = tf.memory().numTensors;
	const epochs = [];
	const onEpochEnd = (epoch, means) => {
		epochs.push([epoch, means]);
	};
	const history = await functions.fit(model, given, wanted, {
		...options,
		onEpochEnd,
	});
	console.log = log;
	return {
		history,
		epochs,
		lines,
		left: tf.memory().numTensors - before,
		weights: model.getWeights().map((weight) => weight.arraySync()),
	};
}

/** What the batches of an epoch hold, seen by a model that gives its input. */
async function order(functions, { x, options }) {
	const scale = tf.variable(tf.scalar(1));
	const seen = [];
	const model = {
		apply(batch) {
			seen.push(Array.from(batch.dataSync()));
			return tf.mul(batch, scale);
		},
		getWeights: () => [scale],
	};
	const log = console.log;
	console.log = () => {};
	await functions.fit(model, tensor(x), tensor(x), options);
	console.log = log;
	return seen;
}

const run = { lossAndGradient, metrics, steps, fit, order };
const cases = JSON.parse(await fs.readFile("cases.json", "utf8"));
const results = {};
for (const [name, { kind, module, ...given }] of Object.entries(cases)) {
	const functions = await import(`./${module}`);
	results[name] = await run[kind](functions, given);
}
await fs.writeFile("results.json", JSON.stringify(results));
