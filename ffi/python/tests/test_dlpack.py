# SPDX-License-Identifier: MIT OR Apache-2.0
"""DLPack in, old and new, and what a tensor may not be."""

import ctypes
import sys

import numpy as np
import pytest

import engram_kernels as ek


class Tensor:
    """Speaks DLPack and nothing else, as a tensor of another library does."""

    def __init__(self, array, device=(1, 0), old=False):
        self.array, self.device, self.old = array, device, old

    def __dlpack_device__(self):
        return self.device

    def __dlpack__(self, **keywords):
        if self.old and keywords:
            raise TypeError("unexpected keyword argument")
        return self.array.__dlpack__(**keywords)


class Dl(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p), ("device", ctypes.c_int32), ("device_id", ctypes.c_int32), ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16),
        ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p), ("offset", ctypes.c_uint64),
    ]  # fmt: skip


class Managed(ctypes.Structure):
    _fields_ = [("tensor", Dl), ("context", ctypes.c_void_p), ("deleter", ctypes.c_void_p)]


DELETER = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
capsule_new = ctypes.pythonapi.PyCapsule_New
capsule_new.restype, capsule_new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class Raw:
    """A tensor made by hand: any type code, no strides, counts what its deleter hears."""

    def __init__(self, array, code, bits, lanes=1, device=1, offset=0):
        self.array, self.deleted = array, 0
        self.shape = (ctypes.c_int64 * array.ndim)(*array.shape)
        self.deleter = DELETER(self.delete)
        tensor = Dl(array.ctypes.data - offset, device, 0, array.ndim, code, bits, lanes,
                    ctypes.addressof(self.shape), None, offset)  # fmt: skip
        self.managed = Managed(tensor, None, ctypes.cast(self.deleter, ctypes.c_void_p))

    def delete(self, _):
        self.deleted += 1

    def __dlpack_device__(self):
        return (1, 0)

    def __dlpack__(self):
        return capsule_new(ctypes.addressof(self.managed), b"dltensor", None)


@pytest.mark.parametrize("old", [False, True])
def test_tensors_go_in(rng, old):
    query, rows = rng.random(12, dtype=np.float32), rng.random((9, 12), dtype=np.float32)
    wanted = ek.scores(query, rows)
    assert np.array_equal(ek.scores(Tensor(query, old=old), Tensor(rows, old=old)), wanted)
    assert np.array_equal(ek.scores(query, Tensor(rows[::2], old=old)), wanted[::2])
    out = np.zeros(9, np.float32)
    tensor = Tensor(out, old=old)
    assert ek.scores(query, rows, out=tensor) is tensor and np.array_equal(out, wanted)
    ages = np.arange(5, dtype=np.uint64)
    assert np.array_equal(ek.retention(Tensor(ages, old=old), tau=3.0), ek.retention(ages, tau=3.0))
    half = rows.astype(np.float16)
    assert np.array_equal(ek.scores(Tensor(half[0]), Tensor(half)), ek.scores(half[0], half))


def test_every_tensor_is_given_back(rng):
    rows = rng.random((4, 6), dtype=np.float32)
    before = sys.getrefcount(rows)
    for _ in range(50):
        ek.scores(rows[0], Tensor(rows))
        with pytest.raises(TypeError):
            ek.decay(Tensor(rows[0]), Tensor(rows[0]), tau=1.0)
    assert sys.getrefcount(rows) == before
    raw = Raw(rows, 2, 32)
    assert np.array_equal(ek.scores(rows[0], raw), ek.scores(rows[0], rows)) and raw.deleted == 1
    with pytest.raises(ValueError):
        ek.scores(rows[0, :3], raw)
    assert raw.deleted == 2


def test_bfloat16(rng):
    rows = ek.convert(rng.random((4, 6), dtype=np.float32), "bfloat16")
    tensor, query = Raw(rows, 4, 16), Raw(rows[1], 4, 16)
    assert np.array_equal(ek.scores(query, tensor), ek.scores(rows[1], rows, type="bfloat16"))
    assert tensor.deleted == query.deleted == 1


def test_byte_offset(rng):
    whole = rng.random(20, dtype=np.float32)
    shifted = Raw(whole[5:10], 2, 32, offset=20)
    assert np.array_equal(ek.scores(shifted, whole[5:10].reshape(1, 5)), [1])


def test_what_a_tensor_may_not_be(rng):
    rows = rng.random((4, 6), dtype=np.float32)
    for tensor, kind, words in (
        (Tensor(rows, device=(2, 0)), ValueError, "rows lives on device type 2"),
        (Raw(rows, 2, 32, device=2), ValueError, "rows: the tensor is not in CPU memory"),
        (Raw(rows, 2, 32, lanes=4), TypeError, "rows must be float32"),
        (Raw(rows, 5, 64), TypeError, "rows must be float32"),
        (Raw(rows, 2, 4), TypeError, "rows must be float32"),
        (Tensor(np.asfortranarray(rows)), ValueError, "rows is in Fortran"),
        (Tensor(rows[:, ::2]), ValueError, "rows has gaps"),
    ):
        with pytest.raises(kind, match=words):
            ek.scores(rows[0], tensor)
    frozen = rows[0, :4].copy()
    frozen.setflags(write=False)
    with pytest.raises((ValueError, BufferError), match="read-only|readonly"):
        ek.scores(rows[0], rows, out=Tensor(frozen))

    class Liar:
        def __dlpack_device__(self):
            return (1, 0)

        def __dlpack__(self, **keywords):
            return 5

    with pytest.raises(TypeError, match="returned no tensor"):
        ek.scores(rows[0], Liar())
