"""Optimizers: their hyperparameters and their update rules."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec

NET = ("dense: {units: 5, activation: tanh}", "dense: 3")


def _by(optimizer: str) -> str:
    return spec("x: [6]", *NET, training=f"{{loss: mean_squared_error, optimizer: {optimizer}}}")


SGD = _by("{sgd: {learning_rate: 0.1}}")
MOMENTUM = _by("{sgd: {learning_rate: 0.1, momentum: 0.8}}")
NESTEROV = _by("{sgd: {learning_rate: 0.1, momentum: 0.8, nesterov: true}}")
DECAY = _by("{sgd: {learning_rate: 0.1, weight_decay: 0.05}}")
ALL_SGD = _by("{sgd: {learning_rate: 0.1, momentum: 0.8, nesterov: true, weight_decay: 0.05}}")
HEAVY = _by("{sgd: {learning_rate: 0.1, momentum: 0.8, weight_decay: 0.05}}")
ADAM = _by("{adam: {learning_rate: 0.01}}")
ADAM_EPSILON = _by("{adam: {learning_rate: 0.01, epsilon: 0.01}}")
AMSGRAD = _by("{adam: {learning_rate: 0.01, beta_2: 0.5, amsgrad: true}}")
ADAMW = _by("{adamw: {learning_rate: 0.01, weight_decay: 0.1}}")
ADAMW_EPSILON = _by("{adamw: {learning_rate: 0.01, weight_decay: 0.1, epsilon: 0.01}}")
RMSPROP = _by("{rmsprop: {learning_rate: 0.01}}")
RMSPROP_EPSILON = _by("{rmsprop: {learning_rate: 0.01, epsilon: 0.01}}")
RMSPROP_ALL = _by("{rmsprop: {learning_rate: 0.01, rho: 0.8, momentum: 0.7, centered: true, weight_decay: 0.1}}")
RMSPROP_MOMENTUM = _by("{rmsprop: {learning_rate: 0.01, rho: 0.8, momentum: 0.7}}")
TABLE = spec(
    "ids: {shape: [7], dtype: int32}",
    "embedding: {input_dim: 4, output_dim: 3}",
    "global_average_pooling1d",
    training="{loss: mean_squared_error, optimizer: {adam: {learning_rate: 0.01}}}",
)
TABLE_ADAMW = TABLE.replace("adam:", "adamw:")
TABLE_RMSPROP = TABLE.replace("adam:", "rmsprop:")

TORCH, TFJS, KERAS = "torch/optimizers.py", "tfjs/optimizers.py", "keras/training.py"
PARTS, MODULES = "torch/parts", "tfjs/parts"
STEP = "epsilon / math.sqrt(correction)"

FAULTS = (
    # torch: which optimizer, and what it is given
    Fault("learning rate doubled", TORCH, "lr=optimizer.learning_rate", "lr=2 * optimizer.learning_rate", SGD),
    Fault("momentum left out", TORCH, 'options["momentum"] = optimizer.momentum', "pass", MOMENTUM, at=0),
    Fault("nesterov left out", TORCH, 'options["nesterov"] = True', "pass", NESTEROV),
    Fault("weight decay left out", TORCH, 'options["weight_decay"] = optimizer.weight_decay', "pass", DECAY, 0),
    Fault("decay through the velocity", TORCH, '"SGD" if optimizer.momentum and', '"SGD" if False and', HEAVY),
    Fault("betas swapped", TORCH, "(optimizer.beta_1, optimizer.beta_2)", "(optimizer.beta_2, optimizer.beta_1)", ADAM),
    Fault(
        "Adam's epsilon is torch's",
        TORCH,
        '"betas": (optimizer.beta_1, optimizer.beta_2), "eps": optimizer.epsilon',
        '"betas": (optimizer.beta_1, optimizer.beta_2), "eps": 1e-8',
        ADAM_EPSILON,
    ),
    Fault("torch's own Adam", TORCH, 'else "Adam"', 'else "torch.optim.Adam"', ADAM_EPSILON),
    Fault("torch's own AdamW", TORCH, '"AdamW" if', '"torch.optim.AdamW" if', ADAMW_EPSILON),
    Fault("decay coupled", TORCH, '"AdamW" if', '"Adam" if', ADAMW),
    Fault("amsgrad left out", TORCH, 'options["amsgrad"] = True', "pass", AMSGRAD),
    Fault("Adam's decay left out", TORCH, 'options["weight_decay"] = optimizer.weight_decay', "pass", ADAMW, 1),
    Fault("rho for its complement", TORCH, '"alpha": optimizer.rho', '"alpha": 1 - optimizer.rho', RMSPROP),
    Fault(
        "RMSprop's epsilon is 1e-8",
        TORCH,
        '"alpha": optimizer.rho, "eps": optimizer.epsilon',
        '"alpha": optimizer.rho, "eps": 1e-8',
        RMSPROP_EPSILON,
    ),
    Fault("torch's own RMSprop", TORCH, 'return "RMSprop"', 'return "torch.optim.RMSprop"', RMSPROP_EPSILON),
    Fault("RMSprop's momentum left out", TORCH, 'options["momentum"] = optimizer.momentum', "pass", RMSPROP_ALL, 1),
    Fault("centered left out", TORCH, 'options["centered"] = True', "pass", RMSPROP_ALL),
    Fault(
        "RMSprop's decay left out", TORCH, 'options["weight_decay"] = optimizer.weight_decay', "pass", RMSPROP_ALL, 2
    ),
    # torch: update rules
    Fault("epsilon after the correction", f"{PARTS}/adam.py", STEP, "epsilon", ADAM_EPSILON),
    Fault("another beta in the correction", f"{PARTS}/adam.py", '["betas"][1]', '["betas"][0]', ADAM_EPSILON),
    Fault("steps not counted", f"{PARTS}/adam.py", 'group.get("steps", 0) + 1', "1", ADAM_EPSILON),
    Fault("epsilon after the correction", f"{PARTS}/adam_w.py", STEP, "epsilon", ADAMW_EPSILON),
    Fault("it is Adam", f"{PARTS}/adam_w.py", "(torch.optim.AdamW)", "(torch.optim.Adam)", ADAMW),
    Fault(
        "decay not times the rate",
        f"{PARTS}/sgd.py",
        'alpha=lr * group["weight_decay"]',
        'alpha=group["weight_decay"]',
        HEAVY,
    ),
    Fault(
        "nesterov's step twice",
        f"{PARTS}/sgd.py",
        "p.add_(velocity, alpha=momentum).sub_",
        "p.add_(velocity).sub_",
        ALL_SGD,
    ),
    Fault("velocity not kept", f"{PARTS}/sgd.py", "mul_(momentum)", "mul_(0)", HEAVY),
    Fault("rate outside the velocity", f"{PARTS}/sgd.py", "p.add_(velocity)\n", "p.add_(velocity, alpha=lr)\n", HEAVY),
    Fault(
        "epsilon outside the root",
        f"{PARTS}/rmsprop.py",
        "variance.sqrt(), value=lr",
        'square_mean.sqrt() + group["eps"], value=lr',
        RMSPROP_EPSILON,
    ),
    Fault(
        "no complement of alpha",
        f"{PARTS}/rmsprop.py",
        "(grad, grad, value=1 - alpha)",
        "(grad, grad, value=alpha)",
        RMSPROP,
    ),
    Fault("the mean added", f"{PARTS}/rmsprop.py", "value=-1", "value=1", RMSPROP_ALL),
    Fault(
        "decay after the rate",
        f"{PARTS}/rmsprop.py",
        'alpha=lr * group["weight_decay"]',
        'alpha=lr * lr * group["weight_decay"]',
        RMSPROP_ALL,
    ),
    Fault("no velocity", f"{PARTS}/rmsprop.py", '.mul_(group["momentum"])', ".mul_(0)", RMSPROP_ALL),
    # Keras
    Fault("SGD for Adam", KERAS, '"keras.optimizers.Adam"', '"keras.optimizers.SGD"', ADAM),
    Fault("Nadam for AdamW", KERAS, '"keras.optimizers.AdamW"', '"keras.optimizers.Nadam"', ADAMW),
    Fault(
        "momentum left out",
        KERAS,
        "if value != fields[name].default or (",
        "if name != 'momentum' and value != fields[name].default or (",
        MOMENTUM,
    ),
    Fault(
        "nesterov left out",
        KERAS,
        "if value != fields[name].default or (",
        "if name != 'nesterov' and value != fields[name].default or (",
        NESTEROV,
    ),
    Fault(
        "decay left out",
        KERAS,
        "if value != fields[name].default or (",
        "if name != 'weight_decay' and value != fields[name].default or (False and ",
        ADAMW,
    ),
    Fault(
        "gradients in slices",
        KERAS,
        "return {**OPTIMIZERS, **DENSE} if in_slices else OPTIMIZERS",
        "return OPTIMIZERS",
        TABLE,
    ),
    Fault(
        "the gradient twice",
        "keras/parts/dense_adam.py",
        "ops.zeros_like(variable)",
        "gradient",
        TABLE.replace("0.01", "0.01, epsilon: 0.01"),
    ),
    Fault("Adamax", "keras/parts/dense_adam.py", "(optimizers.Adam)", "(optimizers.Adamax)", TABLE),
    Fault("no decay", "keras/parts/dense_adam_w.py", "(optimizers.AdamW)", "(optimizers.Nadam)", TABLE_ADAMW),
    Fault(
        "the weight in the gradient",
        "keras/parts/dense_rmsprop.py",
        "ops.zeros_like(variable)",
        "ops.multiply(variable, 0.01)",
        TABLE_RMSPROP,
    ),
    # TensorFlow.js: which optimizer, and what it is given
    Fault(
        "learning rate left out",
        TFJS,
        'call("tf.train.sgd", optimizer.learning_rate)',
        'call("tf.train.sgd", 0.01)',
        SGD,
    ),
    Fault(
        "momentum left out",
        TFJS,
        'call("tf.train.momentum", optimizer.learning_rate, optimizer.momentum, *nesterov)',
        'call("tf.train.sgd", optimizer.learning_rate)',
        MOMENTUM,
    ),
    Fault("nesterov left out", TFJS, "nesterov = (True,) if", "nesterov = () if", NESTEROV),
    Fault("betas swapped", TFJS, '"beta1": optimizer.beta_1', '"beta1": optimizer.beta_2', ADAM),
    Fault(
        "decay left out", TFJS, "if optimizer.weight_decay else {}\n    return", "if False else {}\n    return", ADAMW
    ),
    Fault(
        "rmsprop's momentum and epsilon swapped",
        TFJS,
        "optimizer.rho, optimizer.momentum, optimizer.epsilon",
        "optimizer.rho, optimizer.epsilon, optimizer.momentum",
        RMSPROP_MOMENTUM,
    ),
    Fault("amsgrad left out", TFJS, 'options["amsgrad"] = True', "pass", AMSGRAD),
    Fault("centered left out", TFJS, 'options["centered"] = True', "pass", RMSPROP_ALL),
    # TensorFlow.js: update rules
    Fault(
        "epsilon after the correction",
        f"{MODULES}/adam.mjs",
        "tf.add(root, epsilon)",
        "tf.add(root, epsilon * correction)",
        ADAM_EPSILON,
    ),
    Fault("first moment not corrected", f"{MODULES}/adam.mjs", " / (1 - beta1 ** this.iterations)", "", ADAM),
    Fault(
        "largest root not kept",
        f"{MODULES}/adam.mjs",
        "tf.maximum(largest, square)",
        "tf.minimum(largest, square)",
        AMSGRAD,
    ),
    Fault(
        "second moment by beta1",
        f"{MODULES}/adam.mjs",
        "tf.mul(squareChange, 1 - beta2)",
        "tf.mul(squareChange, 1 - beta1)",
        ADAM,
    ),
    Fault(
        "nesterov turned round",
        f"{MODULES}/sgd.mjs",
        "nesterov ? ahead : velocity",
        "nesterov ? velocity : ahead",
        HEAVY,
    ),
    Fault(
        "velocity not kept",
        f"{MODULES}/sgd.mjs",
        "velocity.assign(tf.add(tf.mul(velocity, momentum), step))",
        "velocity.assign(step)",
        HEAVY,
    ),
    Fault(
        "epsilon outside the root",
        f"{MODULES}/rms_prop.mjs",
        "tf.sqrt(tf.add(variance, epsilon))",
        "tf.add(tf.sqrt(variance), epsilon)",
        RMSPROP_ALL,
    ),
    Fault("the mean not squared", f"{MODULES}/rms_prop.mjs", "tf.square(mean)", "mean", RMSPROP_ALL),
    Fault(
        "decay not times the rate", f"{MODULES}/keras_optimizer.mjs", "weightDecay * learningRate", "weightDecay", DECAY
    ),
    Fault(
        "decay after the step",
        f"{MODULES}/keras_optimizer.mjs",
        "tf.sub(weight, decay)",
        "tf.add(weight, decay)",
        ALL_SGD,
    ),
    Fault(
        "steps not counted",
        f"{MODULES}/keras_optimizer.mjs",
        "this.incrementIterations();",
        "this.iterations_ = 1;",
        ADAM,
    ),
)
