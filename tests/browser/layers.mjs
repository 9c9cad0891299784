// Runs many generated modules on the processor and then on WebGL, with the same weights and data.
import * as tf from "@tensorflow/tfjs";

const STEPS = 2;
const BACKENDS = ["cpu", "webgl"];

/** A source of equal numbers on each backend, in place of Math.random. */
function source(seed) {
	let state = seed;
	return () => {
		state = (state * 16807) % 2147483647;
		return (state - 1) / 2147483646;
	};
}

const read = async (path) => (await fetch(path)).json();

/** JSON has no NaN and no infinity, other than by name. */
const spelled = (list) =>
	Array.from(list, (n) => (Number.isFinite(n) ? n : String(n)));

const numbers = (tensor) => spelled(tensor.dataSync());

const all = (values) =>
	Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, numbers(value)]),
	);

function one(list) {
	return list.length === 1 ? list[0] : list;
}

function draw(weight, random) {
	const length = tf.util.sizeFromShape(weight.shape);
	const positive = weight.originalName.endsWith("variance");
	const values = Array.from({ length }, () =>
		positive ? 0.5 + random() : 1.5 * random() - 0.75,
	);
	tf.tidy(() => weight.write(tf.tensor(values, weight.shape)));
}

/** The gradients of sum(output * factors) by trained weights and inputs. */
function gradients(model, inputs, factors) {
	return tf.tidy(() => {
		const floats = inputs.filter(({ dtype }) => dtype === "float32");
		const watched = new Map(floats.map((x) => [x, tf.variable(x)]));
		const x = one(inputs.map((input) => watched.get(input) ?? input));
		const weighted = () => {
			const found = [model.apply(x, { training: true })].flat();
			return tf.addN(found.map((y, i) => tf.sum(tf.mul(y, factors[i]))));
		};
		const trained = model.trainableWeights;
		const variables = [
			...watched.values(),
			...trained.map((weight) => weight.read()),
		];
		if (variables.length === 0) return {};
		const { grads } = tf.variableGrads(weighted, variables);
		const names = [
			...floats.map((_, i) => `input ${i}`),
			...trained.map((weight) => weight.originalName),
		];
		const found = names.map((name, i) => [name, grads[variables[i].name]]);
		const reached = found.filter(([, gradient]) => gradient);
		const result = all(Object.fromEntries(reached));
		tf.dispose([...watched.values()]);
		return result;
	});
}

function penalties(code, model, x) {
	return tf.tidy(() => {
		if (code.outputsAndPenalties) {
			return all(code.outputsAndPenalties(model, x)[1]);
		}
		return code.penalties ? all(code.penalties(model)) : {};
	});
}

/** What a module computes on the current backend. */
async function run(code, { inputs, factors, targets }) {
	Math.random = source(11);
	const model = code.buildModel();
	const state = () =>
		all(Object.fromEntries(model.weights.map((w) => [w.originalName, w.val])));
	const initial = state();
	for (const weight of model.weights) draw(weight, Math.random);
	const tensors = (list) =>
		list.map(({ values, shape, dtype }) => tf.tensor(values, shape, dtype));
	const [xs, rs, ys] = [inputs, factors, targets].map(tensors);
	const [x, y] = [one(xs), one(ys)];
	const outputs = tf.tidy(() => [model.apply(x)].flat().map(numbers));
	const found = {
		initial,
		outputs: Object.fromEntries(outputs.entries()),
		gradients: gradients(model, xs, rs),
		penalties: penalties(code, model, x),
	};
	const optimizer = code.makeOptimizer();
	const losses = [];
	const steps = model.trainableWeights.length ? STEPS : 0;
	for (let step = 0; step < steps; step++) {
		losses.push(await code.trainStep(model, optimizer, x, y));
	}
	const after = state();
	optimizer.dispose();
	tf.dispose([xs, rs, ys]);
	return { ...found, losses: { each: spelled(losses) }, after };
}

async function main() {
	await tf.ready();
	const cases = await read("/cases.json");
	// Otherwise the WebGL backend leaves small tensors to the processor.
	tf.env().set("WEBGL_CPU_FORWARD", false);
	const found = Object.fromEntries(cases.map(({ name }) => [name, {}]));
	for (const backend of BACKENDS) {
		await tf.setBackend(backend);
		for (const { name, file, ...data } of cases) {
			document.querySelector("#title").textContent = `${backend}: ${name}`;
			try {
				// Imported again, as it registers its activations by their names.
				const code = await import(`${file}?${backend}`);
				found[name][backend] = await run(code, data);
			} catch (error) {
				found[name][backend] = { error: String(error.stack ?? error) };
			}
			tf.disposeVariables();
		}
	}
	return { backend: tf.getBackend(), cases: found };
}

try {
	window.result = await main();
} catch (error) {
	window.result = { error: String(error.stack ?? error) };
}
