"""The tables and the JSON of summary and penalty: fixed texts, and sums that must agree with one another."""

import json
from pathlib import Path

import pytest

import modelspec
from modelspec.penalty import as_written, canonical
from modelspec.penalty_table import PenaltyTable
from modelspec.rows import rows
from modelspec.summary import Summary, human

ROOT = Path(__file__).parents[2]
SPECS = {path.name.partition("_")[0]: path for path in (ROOT / "examples").glob("*.modelspec.yaml")}


def model(number: str) -> modelspec.Model:
    return modelspec.load(SPECS[number])


def test_the_summary_as_json_is_this() -> None:
    assert model("1").summary().as_data() == {
        "format": 1,
        "name": "ridge_dense",
        "inputs": [{"name": "x", "shape": [None, 50], "dtype": "float32"}],
        "outputs": [{"name": "dense", "shape": [None, 32], "dtype": "float32"}],
        "layers": [
            {
                "name": "dense",
                "kind": "dense",
                "from": ["x"],
                "output_shape": [None, 32],
                "parameters": 1632,
                "weights": [
                    {"name": "dense.kernel", "shape": [50, 32], "trainable": True},
                    {"name": "dense.bias", "shape": [32], "trainable": True},
                ],
            }
        ],
        "parameters": {"total": 1632, "trainable": 1632, "non_trainable": 0},
        "penalties": [
            {
                "term": "dense.kernel",
                "slot": "kernel",
                "target": "weight",
                "l1": 0.0,
                "l2": 0.01,
                "formula": "0.01 * sum(w^2)",
            }
        ],
    }


@pytest.mark.parametrize("number", sorted(SPECS))
def test_closed_opened_and_dissolved_rows_tell_the_same(number: str) -> None:
    graph = model(number).graph
    closed, dissolved = rows(graph, "closed"), rows(graph, "dissolved")
    assert sum(row.parameters for row in closed) == sum(row.parameters for row in dissolved)
    assert sum(row.multiply_adds for row in closed) == sum(row.multiply_adds for row in dissolved)
    names = {tensor.name for tensor in graph.body.inputs} | {row.name for row in dissolved}
    assert all(name in names for row in dissolved for name in row.inputs)
    data = Summary(graph).as_data()
    assert data["parameters"]["total"] == sum(layer["parameters"] for layer in data["layers"])
    assert {weight["name"] for layer in data["layers"] for weight in layer["weights"]} == dict(graph.weights()).keys()


def test_known_parameter_counts() -> None:
    assert model("10").summary().as_data()["parameters"]["total"] == 1_632
    assert model("8").summary().as_data()["parameters"]["total"] == 269_322


def test_the_inside_of_a_block_is_named_from_outside() -> None:
    dissolved = {row.name: row for row in rows(model("3").graph, "dissolved")}
    assert dissolved["stage1_1.conv2d"].inputs == ("relu",)
    assert dissolved["stage1_2.add"].inputs == ("stage1_2.branch", "stage1_1.relu_1")
    assert dissolved["global_average_pooling2d"].inputs == ("stage3_2.relu_1",)


def test_expand_shows_the_layers_of_a_block_below_its_row() -> None:
    lines = str(model("3").summary(expand=True)).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("stage1_1 "))
    assert lines[at + 1].startswith("  conv2d ")
    assert not any(line.startswith("  ") for line in str(model("3").summary()).splitlines())


def test_a_reused_layer_shares_its_parameters() -> None:
    line = next(line for line in str(model("6").summary()).splitlines() if line.startswith("item_code"))
    assert "shared" in line
    assert "those of encoder" in line


def test_memory_counts_the_bytes_of_the_dtype(tmp_path: Path) -> None:
    for dtype, said in (("float32", "6.53 kB of weights"), ("float64", "13.1 kB"), ("float16", "3.26 kB")):
        path = tmp_path / "x.modelspec.yaml"
        path.write_text(f"modelspec: 1\nname: m\ndtype: {dtype}\ninputs: {{x: [50]}}\nlayers: [dense: 32]\n")
        assert said in str(modelspec.load(path).summary())


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_600, "1 MB"), (1_234_567, "1.23 MB")]
)
def test_bytes_are_said_with_three_digits(number: int, text: str) -> None:
    assert human(number) == text


@pytest.mark.parametrize("convention", ["lambda", "lambda/2", "lambda/m", "lambda/2m"])
def test_as_written_undoes_canonical(convention: str) -> None:
    assert as_written(canonical(0.3, 0.7, convention, 60_000), convention, 60_000) == pytest.approx((0.3, 0.7))


def test_without_m_the_numbers_of_its_conventions_are_unknown() -> None:
    assert as_written(canonical(0, 1, "lambda", None), "lambda/2m", None) is None


def test_a_number_is_found_again_in_the_convention_that_it_was_written_in() -> None:
    data = json.loads(model("7").penalties().as_json())
    assert data["examples"] == 60_000
    for term in data["terms"]:
        assert term["conventions"]["lambda/2m"]["l2"] == pytest.approx(0.7)
        assert term["sgd_weight_decay"] == pytest.approx(0.7 / 60_000)


def test_only_a_pure_l2_term_of_a_weight_has_a_weight_decay() -> None:
    terms = {term["term"]: term for term in json.loads(model("2").penalties().as_json())["terms"]}
    assert terms["hidden.kernel"]["sgd_weight_decay"] == pytest.approx(2e-4)
    assert terms["logits.kernel"]["sgd_weight_decay"] is None
    assert terms["hidden.activity"]["sgd_weight_decay"] is None
    assert terms["hidden.activity"]["conventions"]["lambda/m"] is None


def test_a_model_without_penalties_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.modelspec.yaml"
    path.write_text("modelspec: 1\nname: plain\ninputs: {x: [5]}\nlayers: [dense: 1]\n")
    assert str(modelspec.load(path).penalties()) == "plain has no penalties"


def test_values_are_shown_and_summed() -> None:
    table = PenaltyTable(model("1").graph, values={"dense.kernel": 0.25})
    assert "0.25" in str(table)
    assert json.loads(table.as_json())["total"] == 0.25


def test_html_holds_no_markup_of_the_spec(tmp_path: Path) -> None:
    path = tmp_path / "x.modelspec.yaml"
    path.write_text(
        "modelspec: 1\nname: m\ndescription: '<script>alert(1)</script> \"&'\ninputs: {x: [5]}\nlayers: [dense: 1]\n"
    )
    loaded = modelspec.load(path)
    for html in (loaded._repr_html_(), loaded.summary()._repr_html_()):
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_variables_from_python_are_read_like_those_of_the_file() -> None:
    changed = modelspec.load(SPECS["2"], vars={"l2": 0.5})
    assert {term.term: term.penalty.l2 for term in changed.graph.penalties()}["hidden.kernel"] == 0.5
