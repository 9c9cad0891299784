// `node claims_driver.mjs MODULE WEIGHT FACTOR`: what the module's summary prints, what TensorFlow.js's own training makes
// of its regularizer, and the gradient of its penalty; as JSON.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
const [path, name] = process.argv.slice(2);
const module = await import(pathToFileURL(path));
await tf.setBackend("cpu");

const lines = [];
const model = module.buildModel();
model.summary(undefined, undefined, (line) => lines.push(line));
const weight = model.weights.find((item) => item.originalName === name);
// Biases start at 0, where there is nothing to see.
weight.write(tf.randomNormal(weight.shape, 0, 0.5, "float32", 1));
const w = weight.read().arraySync().flat();

const { grads } = tf.variableGrads(() => module.penalty(model), [weight.val]);
const gradient = grads[weight.val.name].arraySync().flat();

const [x, y] = [
	tf.randomNormal([4, 50], 0, 1, "float32", 2),
	tf.zeros([4, 32]),
];
const error = () => tf.losses.meanSquaredError(y, model.apply(x));
const data = tf.tidy(() => error().dataSync()[0]);
const plain = tf.variableGrads(error, [weight.val]).grads[weight.val.name];
const step = plain.arraySync().flat();
model.compile({ optimizer: tf.train.sgd(1), loss: "meanSquaredError" });
const loss = await model.trainOnBatch(x, y);
const after = weight.read().arraySync().flat();
console.log(
	JSON.stringify({ lines, w, gradient, added: loss - data, step, after }),
);
