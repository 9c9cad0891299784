from torch import Tensor


def add_terms(total: dict[str, Tensor], prefix: str, terms: dict[str, Tensor]) -> None:
    """Add the terms of a part to the total, under its name."""
    for term, value in terms.items():
        name = f"{prefix}.{term}"
        total[name] = total[name] + value if name in total else value
