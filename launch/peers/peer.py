"""What the peer programs in PyTorch share: the model, the padding, the measurements."""

import torch
import transformers
from transformers import T5Config, T5ForConditionalGeneration

import batchfile

PAD = 0


def codet5_small():
    """CodeT5's small shape with random weights, in fp32."""
    torch.manual_seed(7)
    return T5ForConditionalGeneration(T5Config(
        vocab_size=32100, d_model=512, d_kv=64, d_ff=2048, num_layers=6, num_decoder_layers=6, num_heads=8,
        feed_forward_proj="relu", dropout_rate=0.1, decoder_start_token_id=0, pad_token_id=PAD, bos_token_id=1,
        eos_token_id=2))


def padded(sequences, padding):
    """The sequences as one tensor, as wide as the longest of them."""
    width = max(map(len, sequences))
    return torch.tensor([ids + [padding] * (width - len(ids)) for ids in sequences])


def attention_mask(sequences):
    """1 where there is a token, 0 where there is padding."""
    return padded([[1] * len(ids) for ids in sequences], 0)


def environment(threads):
    """What every report says about the run; memory is the process's highest resident size."""
    return {
        "peak_resident_bytes": batchfile.peak_resident_bytes(),
        "threads": threads,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
