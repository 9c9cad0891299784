// What a person does with a generated module: load it and its weights, predict, train a step.
import * as tf from "@tensorflow/tfjs";
import * as program from "/program.mjs";

const read = async (path) => (await fetch(path)).json();
const numbers = async (tensor) => Array.from(await tensor.data());

async function main() {
	await tf.ready();
	const { x, y } = await read("/data.json");
	const images = tf.tensor(x);
	const labels = tf.tensor(y);
	// Importing the module has registered its classes.
	const model = await tf.loadLayersModel("/model.json");
	const before = await numbers(model.predict(images));
	// The same weights in a model that the module has built.
	const built = program.buildModel();
	built.setWeights(model.getWeights());
	const again = await numbers(built.predict(images));
	const optimizer = program.makeOptimizer();
	const losses = [];
	for (let step = 0; step < 5; step++) {
		losses.push(await program.trainStep(model, optimizer, images, labels));
	}
	const after = await numbers(model.predict(images));
	return { backend: tf.getBackend(), before, again, losses, after };
}

function show({ backend, before, losses }) {
	document.querySelector("#title").textContent =
		`TensorFlow.js ${tf.version.tfjs} on ${backend}`;
	document.querySelector("#steps").textContent =
		`losses of the steps: ${losses.map((loss) => loss.toFixed(5)).join(", ")}`;
	const most = Math.max(...before.map(Math.abs));
	for (const [i, value] of before.slice(0, 10).entries()) {
		const row = document.createElement("div");
		row.className = "row";
		const number = document.createElement("code");
		number.textContent = `${i}: ${value.toFixed(6)}`;
		const bar = document.createElement("div");
		bar.className = "bar";
		bar.style.width = `${(20 * Math.abs(value)) / most}rem`;
		row.append(number, bar);
		document.querySelector("#outputs").append(row);
	}
}

try {
	window.result = await main();
	show(window.result);
} catch (error) {
	window.result = { error: String(error.stack ?? error) };
}
