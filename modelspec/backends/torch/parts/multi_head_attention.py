import torch.nn.functional as F
from torch import Tensor, nn


class MultiHeadAttention(nn.Module):
    """Attention whose head sizes and output size need not add up to the query's.

    The inputs stand in the order query, value, key, as in Keras. A value is as large as
    the query and a key as the value, unless their sizes are given.
    """

    def __init__(
        self,
        query_size: int,
        value_size: int | None = None,
        key_size: int | None = None,
        *,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        output_dim: int | None = None,
        use_bias: bool = True,
        dropout: float = 0.0,
        use_causal_mask: bool = False,
    ) -> None:
        super().__init__()
        value_size = value_size or query_size
        key_size = key_size or value_size
        value_dim = value_dim or key_dim
        output_dim = output_dim or query_size
        self.num_heads = num_heads
        self.dropout = dropout
        self.use_causal_mask = use_causal_mask
        self.query = nn.Linear(query_size, num_heads * key_dim, bias=use_bias)
        self.key = nn.Linear(key_size, num_heads * key_dim, bias=use_bias)
        self.value = nn.Linear(value_size, num_heads * value_dim, bias=use_bias)
        self.output = nn.Linear(num_heads * value_dim, output_dim, bias=use_bias)

    def forward(self, query: Tensor, value: Tensor, key: Tensor) -> Tensor:
        return self.projections(query, value, key)[-1]

    def projections(
        self, query: Tensor, value: Tensor, key: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The projected query, key and value, and the output."""
        q, k, v = self.query(query), self.key(key), self.value(value)
        heads = F.scaled_dot_product_attention(
            self.split(q),
            self.split(k),
            self.split(v),
            dropout_p=self.dropout if self.training else 0.0,
            is_causal=self.use_causal_mask,
        )
        return q, k, v, self.output(heads.transpose(1, 2).flatten(2))

    def split(self, x: Tensor) -> Tensor:
        """(N, L, heads * size) to (N, heads, L, size)."""
        return x.view(*x.shape[:2], self.num_heads, -1).transpose(1, 2)
