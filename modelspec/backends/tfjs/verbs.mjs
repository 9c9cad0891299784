// What can be asked of generated modules. Modules and models are told apart by numbers.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { arrays } from "./arrays.mjs";

const HASH_DIGITS = 16;

/** The verbs by name: each takes the fields of its request. */
export function verbs(tf) {
	const { toTensors, toArray } = arrays(tf);
	let loads = 0;
	let modules = [];
	let models = [];

	/** Forgets all modules and models, and frees what they hold. */
	function forget() {
		for (const { optimizer } of models) {
			optimizer?.dispose();
		}
		tf.disposeVariables();
		modules = [];
		models = [];
	}

	/** Loads a file, even if another one was loaded from its place before. */
	async function load({ path }) {
		loads += 1;
		const url = pathToFileURL(path);
		url.search = String(loads);
		return modules.push(await import(url)) - 1;
	}

	function build({ module }) {
		const code = modules[module];
		return models.push({ code, model: code.buildModel() }) - 1;
	}

	function weights({ model }) {
		const held = models[model].model;
		const trained = new Set(held.trainableWeights);
		return held.weights.map((weight) => ({
			key: weight.originalName,
			trainable: trained.has(weight),
			array: toArray(weight.read()),
		}));
	}

	function assign({ model, key, array }) {
		const held = models[model].model.weights;
		const weight = held.find(({ originalName }) => originalName === key);
		if (weight === undefined) {
			throw new Error(`the model has no weight ${key}`);
		}
		tf.tidy(() => weight.write(toTensors([array])));
	}

	function outputs({ model, inputs, training }) {
		return tf.tidy(() => {
			const found = models[model].model.apply(toTensors(inputs), { training });
			return [found].flat().map(toArray);
		});
	}

	/** Each penalty, and the sum that training adds to the loss. */
	function penalties({ model: number, inputs }) {
		const { code, model } = models[number];
		return tf.tidy(() => {
			if (code.outputsAndPenalties !== undefined) {
				const x = toTensors(inputs);
				const terms = numbers(code.outputsAndPenalties(model, x)[1]);
				const sum = Object.values(terms).reduce((a, b) => a + b, 0);
				return { terms, sum };
			}
			if (code.penalties !== undefined) {
				const terms = numbers(code.penalties(model));
				return { terms, sum: toNumber(code.penalty(model)) };
			}
			return { terms: {}, sum: 0 };
		});
	}

	/** The loss with every penalty, and its gradient by weight. */
	function gradients({ model: number, inputs, targets }) {
		const { code, model } = models[number];
		return tf.tidy(() => {
			const [x, y] = [toTensors(inputs), toTensors(targets)];
			const total = () => code.totalLoss(model, x, y);
			const trained = model.trainableWeights;
			if (trained.length === 0) {
				return { loss: toNumber(total()), gradients: [] };
			}
			const { value, grads } = tf.variableGrads(total, model.getWeights(true));
			const found = trained.filter((weight) => weight.name in grads);
			return {
				loss: toNumber(value),
				gradients: found.map((weight) => ({
					key: weight.originalName,
					array: toArray(grads[weight.name]),
				})),
			};
		});
	}

	/** The steps that follow are those of a new optimizer. */
	function trainer({ model }) {
		models[model].optimizer?.dispose();
		models[model].optimizer = models[model].code.makeOptimizer();
	}

	async function step({ model: number, inputs, targets }) {
		const { code, model, optimizer } = models[number];
		const [x, y] = [toTensors(inputs), toTensors(targets)];
		const loss = await code.trainStep(model, optimizer, x, y);
		tf.dispose([x, y]);
		return Number(loss);
	}

	/** Writes the model as `tf.loadLayersModel` reads it; its arrays beside it, in a file called by their hash. */
	async function save({ model, path, beside }) {
		await models[model].model.save(
			tf.io.withSaveHandler(async (made) => {
				const { modelTopology, format, generatedBy, weightSpecs } = made;
				const parts = [made.weightData].flat().map((part) => Buffer.from(part));
				const data = Buffer.concat(parts);
				const hash = createHash("sha256").update(data).digest("hex");
				const shard = `${beside}-${hash.slice(0, HASH_DIGITS)}.bin`;
				const weightsManifest = [{ paths: [shard], weights: weightSpecs }];
				await writeFile(join(dirname(path), shard), data);
				await writeFile(
					path,
					JSON.stringify({
						modelTopology,
						format,
						generatedBy,
						weightsManifest,
					}),
				);
				return { modelArtifactsInfo: { dateSaved: new Date() } };
			}),
		);
	}

	/** How many tensors are held: a test of what is left behind. */
	function tensors() {
		return tf.memory().numTensors;
	}

	return {
		forget,
		load,
		build,
		weights,
		assign,
		outputs,
		penalties,
		gradients,
		trainer,
		step,
		save,
		tensors,
	};
}

function numbers(scalars) {
	return Object.fromEntries(
		Object.entries(scalars).map(([name, scalar]) => [name, toNumber(scalar)]),
	);
}

function toNumber(scalar) {
	return scalar.dataSync()[0];
}
