# SPDX-License-Identifier: MIT OR Apache-2.0
"""The library for Python's ctypes, as the programs here call it: structures, arrays at their addresses, a shared object."""
import ctypes
import pathlib
import subprocess

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
U64, P = ctypes.c_uint64, ctypes.c_void_p
F32, F16, BF16, I8, BITS = 1, 2, 3, 4, 5
COSINE, DOT, L2, HAMMING = 1, 2, 3, 4


class Rows(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("type", ctypes.c_uint32), ("data", P), ("count", U64), ("stride", U64),
                ("dim", U64), ("scales", P)]


class Hit(ctypes.Structure):
    _fields_ = [("id", U64), ("score", ctypes.c_float), ("reserved", ctypes.c_uint32)]


class Counts(ctypes.Structure):
    _fields_ = [("found", U64), ("scored", U64), ("nan", U64), ("rescored", U64)]


class Codes(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("data", P), ("count", U64), ("stride", U64),
                ("dim", U64), ("scales", P), ("errors", P), ("norms", P)]


class Shape(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("type", ctypes.c_uint32), ("dim", U64), ("seed", U64), ("count", U64),
                ("first_byte", U64), ("block_bytes", U64)]


class Accuracy(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("accuracy", ctypes.c_uint32), ("probability", ctypes.c_double), ("candidates", U64)]


class CodesCounts(ctypes.Structure):
    _fields_ = [("found", U64), ("scored", U64), ("nan", U64), ("survived", U64), ("rescored", U64)]


class Options(ctypes.Structure):
    """engram_topk_options"""
    _fields_ = [("size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("threshold", ctypes.c_float), ("id_type", ctypes.c_uint32),
                ("first", U64), ("count", U64), ("ids", P), ("id_count", U64), ("filter", P), ("filter_bits", U64),
                ("multiply", P), ("add", P), ("id_base", U64), ("executor", P), ("scratch", P), ("scratch_bytes", U64)]


class ListsOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("rounds", ctypes.c_uint32), ("sample", U64), ("seed", U64), ("cap", U64),
                ("border", ctypes.c_float), ("reserved", ctypes.c_uint32), ("executor", P), ("scratch", P), ("scratch_bytes", U64)]


class Lists(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("centroids", Rows), ("offsets", P), ("ids", P),
                ("id_count", U64), ("homes", P)]


def address(array):
    return array.ctypes.data_as(P)


def aligned(shape, dtype):
    """Zeros at an address that is a multiple of 64, mapped already."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + 64, np.uint8)
    raw[::4096] = 0
    begin = -raw.ctypes.data % 64
    return raw[begin:begin + size].view(dtype).reshape(shape)


def build(build_dir, where):
    """The archive as a shared library, and the limits of the driver."""
    archive = build_dir / "src" / "libengram_kernels.a"
    shared = where / "libengram.so"
    subprocess.check_call(["cc", "-shared", "-o", shared, "-Wl,--whole-archive", archive, "-Wl,--no-whole-archive", "-lm",
                           "-lpthread"])
    limits = where / "limits.so"
    subprocess.check_call(["cc", "-O3", "-shared", "-fPIC", "-o", limits, HERE.parent / "limits.c"])
    limits = ctypes.CDLL(str(limits))
    limits.limits_read.restype = limits.limits_fma.restype = ctypes.c_float
    limits.limits_fma_operations.restype = U64
    engram = ctypes.CDLL(str(shared))
    for name in ("engram_codes_bytes", "engram_codes_encode_scratch", "engram_topk_codes_scratch", "engram_lists_scratch",
                 "engram_lists_topk_scratch"):
        getattr(engram, name).restype = U64
    return engram, limits
