"""The functions `trainStep` and `fit` of a generated module, as text: all but a few of their words are the same for
every model."""

from __future__ import annotations

from textwrap import indent

from modelspec.backends.code import Raw
from modelspec.backends.javascript.document import WIDTH
from modelspec.backends.javascript.literals import documentation
from modelspec.ir import Graph
from modelspec.training import Training

LOSS = "the loss"
WITH_PENALTIES = "the loss with every penalty"
STEP = """
/** One step on one batch. Returns {loss} before it. */
export async function trainStep(model, optimizer, x, y) {{
	const total = optimizer.minimize(
		() => totalLoss(model, x, y),
		true,
		model.getWeights(true),
	);
	const [value] = await total.data();
	total.dispose();
	return value;
}}
"""
STEP_WITH_METRICS = """
/**
 * One step on one batch. Returns {loss} before it.
 * The metrics before it are put into `logs`.
 */
export async function trainStep(model, optimizer, x, y, logs = {{}}) {{
	const found = {{}};
	const total = optimizer.minimize(
		() => totalLoss(model, x, y, found),
		true,
		model.getWeights(true),
	);
	for (const [name, metric] of Object.entries(found)) {{
		[logs[name]] = await metric.data();
	}}
	const [value] = await total.data();
	tf.dispose([total, found]);
	return value;
}}
"""
FIT = """
{comment}
export async function fit(
	model,
	x,
	y,
	{{ batchSize = {batch_size}, epochs = {epochs}, shuffle = true, onEpochEnd }} = {{}},
) {{
	const optimizer = makeOptimizer();
	const history = [];
	const count = {first}.shape[0];
	const order = [...Array(count).keys()];
	for (let epoch = 0; epoch < epochs; epoch++) {{
		if (shuffle) tf.util.shuffle(order);
{batches}
		history.push(means);
		console.log(`epoch ${{epoch + 1}}/${{epochs}}: {progress}`);
		await onEpochEnd?.(epoch, means);
	}}
	optimizer.dispose();
	return history;
}}
"""
BATCHES = """
let total = 0;
for (let start = 0; start < count; start += batchSize) {{
	const rows = order.slice(start, start + batchSize);
	const batchX = {x};
	const batchY = {y};
	const value = await trainStep(model, optimizer, batchX, batchY);
	total += value * rows.length;
	tf.dispose([batchX, batchY]);
}}
const means = {{ loss: total / count }};
"""
BATCHES_WITH_METRICS = """
const means = {{}};
for (let start = 0; start < count; start += batchSize) {{
	const rows = order.slice(start, start + batchSize);
	const batchX = {x};
	const batchY = {y};
	const logs = {{}};
	const value = await trainStep(model, optimizer, batchX, batchY, logs);
	for (const [name, found] of Object.entries({{ loss: value, ...logs }})) {{
		means[name] = (means[name] ?? 0) + (found * rows.length) / count;
	}}
	tf.dispose([batchX, batchY]);
}}
const progress = Object.entries(means).map(
	([name, value]) => `${{name}} ${{value.toFixed(4)}}`,
);
"""


def train_step(training: Training, *, penalties: bool) -> Raw:
    """One step by the optimizer."""
    text = STEP_WITH_METRICS if training.metrics else STEP
    return _raw(text.format(loss=WITH_PENALTIES if penalties else LOSS))


def fit_function(graph: Graph, training: Training) -> Raw:
    """Trains; prints a line an epoch; returns the means that Keras's History holds."""
    several_x, several_y = len(graph.body.inputs) > 1, len(graph.body.outputs) > 1
    batches = (BATCHES_WITH_METRICS if training.metrics else BATCHES).format(
        x=_rows("x", several=several_x), y=_rows("y", several=several_y)
    )
    return _raw(
        FIT.format(
            comment="\n".join(documentation(_comment(graph, training), WIDTH)),
            batch_size=training.batch_size,
            epochs=training.epochs,
            first="x[0]" if several_x else "x",
            batches=indent(batches.strip(), "\t\t"),
            progress='${progress.join(", ")}' if training.metrics else "loss ${means.loss.toFixed(4)}",
        )
    )


def _comment(graph: Graph, training: Training) -> str:
    """What `fit` does and gives, and what it takes where that is more than a tensor."""
    means = "loss and metrics" if training.metrics else "loss"
    lines = [f"Train. Returns the mean {means} of each epoch, after which", "`onEpochEnd(epoch, means)` is called."]
    inputs = [tensor.name for tensor in graph.body.inputs]
    for data, names in (("x", inputs), ("y", graph.output_names)):
        if len(names) > 1:
            lines.append(f"`{data}` is an array of tensors: {', '.join(names)}.")
    return "\n".join(lines)


def _rows(data: str, *, several: bool) -> str:
    """The batch's rows of a tensor, or of each of an array."""
    return f"{data}.map((item) => tf.gather(item, rows))" if several else f"tf.gather({data}, rows)"


def _raw(text: str) -> Raw:
    return Raw(text.strip())
