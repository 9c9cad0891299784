// Prints, as JSON, gradients by TensorFlow.js's own kernels of its CPU backend and by those that verify gives it.
import { createRequire } from "node:module";
import { replaceSlowKernels } from "../../modelspec/backends/tfjs/kernels.mjs";

const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
// Height, width, channels, filters, kernel size, strides, padding.
const CONVOLUTIONS = [
	[5, 6, 3, 4, [3, 3], 1, "same"],
	[7, 7, 2, 3, [3, 2], 2, "valid"],
	[6, 5, 1, 2, [2, 2], [2, 1], "same"],
	[9, 9, 2, 2, [5, 5], 3, "same"],
	[4, 4, 2, 3, [1, 1], 2, "same"],
	[3, 3, 2, 2, [5, 5], 1, "same"],
	[6, 6, 2, 2, [3, 3], 1, 1],
];

function gradients() {
	const found = CONVOLUTIONS.map(([h, w, from, to, size, strides, padding]) => {
		const x = tf.randomNormal([2, h, w, from], 0, 1, "float32", 1);
		const kernel = tf.randomNormal([...size, from, to], 0, 1, "float32", 2);
		const loss = (k) => tf.sum(tf.square(tf.conv2d(x, k, strides, padding)));
		return tf.grad(loss)(kernel);
	});
	const table = tf.randomNormal([7, 3], 0, 1, "float32", 3);
	const ids = tf.tensor2d([1, 2, 2, 6, 1, 0], [2, 3], "int32");
	found.push(tf.grad((t) => tf.sum(tf.square(tf.gather(t, ids))))(table));
	return found.map((tensor) => [tensor.shape, Array.from(tensor.dataSync())]);
}

await tf.setBackend("cpu");
const own = gradients();
replaceSlowKernels(tf);
console.log(JSON.stringify({ own, ours: gradients() }));
