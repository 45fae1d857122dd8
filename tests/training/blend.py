"""Weigh adapters together: python -m tests.training.blend [--share 0.6] ADAPTER.gguf ... OUT.gguf

Their low-rank matrices stand side by side, so that the sum of what each adds to a layer is added, each times its share.
Needs `gguf` beside what the tests install.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

SCALE = 2.0  # alpha over rank, of what is written


def read(file: Path) -> tuple[dict[str, np.ndarray], float]:
    """Return an adapter's matrices by name, and its alpha."""
    reader = gguf.GGUFReader(str(file))
    matrices = {tensor.name: np.asarray(tensor.data).astype(np.float32) for tensor in reader.tensors}
    return matrices, float(reader.fields["adapter.lora.alpha"].parts[-1][0])


def blend(files: Sequence[Path], share: float) -> tuple[dict[str, np.ndarray], float]:
    """Return the matrices of all, and their alpha."""
    adapters = [read(file) for file in files]
    blended: dict[str, np.ndarray] = {}
    for name in sorted({name.removesuffix(".lora_a") for name in adapters[0][0] if name.endswith(".lora_a")}):
        downs = [matrices[f"{name}.lora_a"] for matrices, _ in adapters]
        scales = [alpha / len(down) for (_, alpha), down in zip(adapters, downs, strict=True)]
        ups = [
            matrices[f"{name}.lora_b"] * (share * scale / SCALE)
            for (matrices, _), scale in zip(adapters, scales, strict=True)
        ]
        blended[f"{name}.lora_a"], blended[f"{name}.lora_b"] = np.concatenate(downs, 0), np.concatenate(ups, 1)
    rank = len(next(iter(blended.values())))
    return blended, SCALE * rank


def write(file: Path, matrices: dict[str, np.ndarray], alpha: float) -> None:
    """Write an adapter as llama.cpp reads it."""
    writer = gguf.GGUFWriter(str(file), "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for name, matrix in matrices.items():
        writer.add_tensor(name, matrix.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    """Write the adapters weighed together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapters", type=Path, nargs="+", help="adapters of the same model, and last where to write")
    parser.add_argument("--share", type=float, default=0.6, help="of each")
    chosen = parser.parse_args()
    *files, out = chosen.adapters
    if not files:
        parser.error("Name at least one adapter, and where to write.")
    write(out, *blend(files, chosen.share))


if __name__ == "__main__":
    main()
