// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from include/engram/*.h by `cargo run -p engram-bindings`. Change the headers, not this file.

pub const ENGRAM_VERSION_MAJOR: u32 = 0;
pub const ENGRAM_VERSION_MINOR: u32 = 1;
pub const ENGRAM_VERSION_PATCH: u32 = 0;
pub const ENGRAM_VERSION_STRING: &[u8; 6] = b"0.1.0\0";
pub const ENGRAM_API_VERSION: u32 = 1;
pub const ENGRAM_CODES_BLOCK: u32 = 32;
pub const ENGRAM_LISTS_NONE: u32 = 4294967295;
pub const ENGRAM_NO_NODE: u32 = 4294967295;
#[doc = "```text\nOutcome of a call that can fail. 0 is success, negative values are errors, and a value never changes its meaning.\nOn any error the outputs are untouched unless the function says otherwise. Since: 0.1.0\n```"]
pub type engram_status = i32;
#[doc = "```text\nsuccess\n```"]
pub const ENGRAM_OK: i32 = 0;
#[doc = "```text\na pointer is null although its count is not 0\n```"]
pub const ENGRAM_ERROR_NULL: i32 = -1;
#[doc = "```text\na size product does not fit the address space\n```"]
pub const ENGRAM_ERROR_OVERFLOW: i32 = -2;
#[doc = "```text\na number is outside its documented range\n```"]
pub const ENGRAM_ERROR_ARGUMENT: i32 = -3;
#[doc = "```text\nan output overlaps an input in a way the function does not allow\n```"]
pub const ENGRAM_ERROR_OVERLAP: i32 = -4;
#[doc = "```text\na stride is smaller than the row it steps over\n```"]
pub const ENGRAM_ERROR_STRIDE: i32 = -5;
#[doc = "```text\nscratch memory ran out and the overflow strategy forbids more\n```"]
pub const ENGRAM_ERROR_MEMORY: i32 = -6;
#[doc = "```text\na graph, or its image, is inconsistent, or the call takes none like it\n```"]
pub const ENGRAM_ERROR_GRAPH: i32 = -7;
#[doc = "```text\nthis machine or this build lacks the instruction-set level\n```"]
pub const ENGRAM_ERROR_LEVEL: i32 = -8;
#[doc = "```text\nan option struct has a size this version does not know\n```"]
pub const ENGRAM_ERROR_STRUCT: i32 = -9;
#[doc = "```text\nan enumeration has a value this version does not know\n```"]
pub const ENGRAM_ERROR_ENUM: i32 = -10;
#[doc = "```text\na metric or a conversion is not defined for the element type\n```"]
pub const ENGRAM_ERROR_METRIC: i32 = -11;
#[doc = "```text\na pointer is not aligned for its element type\n```"]
pub const ENGRAM_ERROR_ALIGNMENT: i32 = -12;
#[doc = "```text\noffsets of ragged rows do not begin at 0, or decrease\n```"]
pub const ENGRAM_ERROR_OFFSETS: i32 = -13;
#[doc = "```text\nthe caller's buffer is too small for the text; the size needed is returned\n```"]
pub const ENGRAM_ERROR_BUFFER: i32 = -14;
#[doc = "```text\nan arena mark that a reset or a rewind has ended, or of another arena\n```"]
pub const ENGRAM_ERROR_MARK: i32 = -15;
#[doc = "```text\na handle that has been destroyed, or belongs to another thread\n```"]
pub const ENGRAM_ERROR_HANDLE: i32 = -16;
#[doc = "```text\nthe arena is in the middle of a call: from its allocator hook or a signal handler\n```"]
pub const ENGRAM_ERROR_BUSY: i32 = -17;
#[doc = "```text\nthe self-check found a level that disagrees with the reference\n```"]
pub const ENGRAM_ERROR_CHECK: i32 = -18;
#[doc = "```text\nno memory, link, file or model of that name\n```"]
pub const ENGRAM_ERROR_NOT_FOUND: i32 = -19;
#[doc = "```text\na file or a key is there already\n```"]
pub const ENGRAM_ERROR_EXISTS: i32 = -20;
#[doc = "```text\nthe file is not a space, or one of a newer format\n```"]
pub const ENGRAM_ERROR_FORMAT: i32 = -21;
#[doc = "```text\nwhat is read is not what was written\n```"]
pub const ENGRAM_ERROR_DAMAGED: i32 = -22;
#[doc = "```text\nthe space can only be read\n```"]
pub const ENGRAM_ERROR_READ_ONLY: i32 = -23;
#[doc = "```text\nthe disk is full\n```"]
pub const ENGRAM_ERROR_FULL: i32 = -24;
#[doc = "```text\nthe system refused to open, read, write or sync a file\n```"]
pub const ENGRAM_ERROR_IO: i32 = -25;
#[doc = "```text\nanother writer held the space for longer than the call would wait\n```"]
pub const ENGRAM_ERROR_LOCKED: i32 = -26;
#[doc = "```text\nengram_space_interrupt() ended the call\n```"]
pub const ENGRAM_ERROR_INTERRUPTED: i32 = -27;
#[doc = "```text\nthe deadline passed\n```"]
pub const ENGRAM_ERROR_DEADLINE: i32 = -28;
#[doc = "```text\na text is not UTF-8, has a zero byte, or is too short or too long\n```"]
pub const ENGRAM_ERROR_TEXT: i32 = -29;
#[doc = "```text\na model of embeddings that the space lacks, or a vector of another dimension or type\n```"]
pub const ENGRAM_ERROR_MODEL: i32 = -30;
#[doc = "```text\nthe handle belongs to the parent process\n```"]
pub const ENGRAM_ERROR_FORKED: i32 = -31;
#[doc = "```text\nSQLite said what was not foreseen\n```"]
pub const ENGRAM_ERROR_STORE: i32 = -32;
#[doc = "```text\nLets the caller's threads drive a call: rayon, a Go pool, pthreads, or a plain loop. The library hands over a number\nof independent tasks; run() must call task(task_context, i) once for every i in [0, task_count), on any threads, in\nany order, and return when all are done. Results do not depend on how. Where a function takes an executor, null\nmeans: on the calling thread. Set size to sizeof(engram_executor). Since: 0.1.0\n```"]
pub type engram_task = ::core::option::Option<
    unsafe extern "C" fn(task_context: *mut crate::ctypes::c_void, index: u32),
>;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_executor {
    #[doc = "```text\nsizeof(engram_executor)\n```"]
    pub size: u32,
    #[doc = "```text\ntasks to cut the work into, such as the number of threads; 0 counts as 1\n```"]
    pub task_count: u32,
    #[doc = "```text\nhanded to run()\n```"]
    pub context: *mut crate::ctypes::c_void,
    pub run: ::core::option::Option<
        unsafe extern "C" fn(
            context: *mut crate::ctypes::c_void,
            task_count: u32,
            task: engram_task,
            task_context: *mut crate::ctypes::c_void,
        ),
    >,
}
#[test]
fn bindgen_test_layout_engram_executor() {
    const UNINIT: ::core::mem::MaybeUninit<engram_executor> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_executor>(),
        24usize,
        "Size of engram_executor"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_executor>(),
        8usize,
        "Alignment of engram_executor"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_executor::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).task_count) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_executor::task_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).context) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_executor::context"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).run) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_executor::run"
    );
}
#[doc = "```text\nWhere handles take their memory from. Null stands for the C library's. allocate() returns null when there is no\nmemory, which the calling function reports as ENGRAM_ERROR_MEMORY; release() gets the same size and alignment back.\nSet size to sizeof(engram_allocator). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_allocator {
    #[doc = "```text\nsizeof(engram_allocator)\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub flags: u32,
    #[doc = "```text\nhanded to both functions\n```"]
    pub context: *mut crate::ctypes::c_void,
    pub allocate: ::core::option::Option<
        unsafe extern "C" fn(
            context: *mut crate::ctypes::c_void,
            bytes: usize,
            align: usize,
        ) -> *mut crate::ctypes::c_void,
    >,
    pub release: ::core::option::Option<
        unsafe extern "C" fn(
            context: *mut crate::ctypes::c_void,
            memory: *mut crate::ctypes::c_void,
            bytes: usize,
            align: usize,
        ),
    >,
}
#[test]
fn bindgen_test_layout_engram_allocator() {
    const UNINIT: ::core::mem::MaybeUninit<engram_allocator> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_allocator>(),
        32usize,
        "Size of engram_allocator"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_allocator>(),
        8usize,
        "Alignment of engram_allocator"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_allocator::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).flags) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_allocator::flags"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).context) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_allocator::context"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).allocate) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_allocator::allocate"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).release) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_allocator::release"
    );
}
#[doc = "```text\nAn instruction-set level. Since: 0.1.0\n```"]
pub type engram_level = u32;
#[doc = "```text\nthe best level this machine should run\n```"]
pub const ENGRAM_LEVEL_AUTO: u32 = 0;
#[doc = "```text\nthe reference: plain C++ for the baseline of the architecture\n```"]
pub const ENGRAM_LEVEL_SCALAR: u32 = 1;
#[doc = "```text\nAVX2, FMA and F16C (x86-64-v3)\n```"]
pub const ENGRAM_LEVEL_AVX2: u32 = 2;
#[doc = "```text\nAVX-512 F, BW, DQ, VL, VNNI and VPOPCNTDQ\n```"]
pub const ENGRAM_LEVEL_AVX512: u32 = 3;
#[doc = "```text\nAdvanced SIMD of armv8-a\n```"]
pub const ENGRAM_LEVEL_NEON: u32 = 4;
#[doc = "```text\nA set of kernel families: the bitwise or of these values. Since: 0.1.0\n```"]
pub type engram_families = u32;
#[doc = "```text\nscores, selection, conversion\n```"]
pub const ENGRAM_FAMILY_SIMILARITY: u32 = 1;
#[doc = "```text\nspreading and PageRank\n```"]
pub const ENGRAM_FAMILY_ACTIVATION: u32 = 2;
#[doc = "```text\ncurves, base level, FSRS, reinforcement\n```"]
pub const ENGRAM_FAMILY_DECAY: u32 = 4;
#[doc = "```text\nevery family\n```"]
pub const ENGRAM_FAMILY_ALL: u32 = 7;
#[doc = "```text\nWhat a score measures. A similarity grows with likeness, a distance with difference: every selection takes the\nhighest similarities or the lowest distances. Defined for: f32, f16, bf16, i8 the first three, bits the last two.\nSince: 0.1.0\n```"]
pub type engram_metric = u32;
#[doc = "```text\nsimilarity: sum(q*r) / (|q| * |r|), in [-1, 1]\n```"]
pub const ENGRAM_METRIC_COSINE: u32 = 1;
#[doc = "```text\nsimilarity: sum(q*r)\n```"]
pub const ENGRAM_METRIC_DOT: u32 = 2;
#[doc = "```text\ndistance: sum((q-r)^2), no root taken\n```"]
pub const ENGRAM_METRIC_L2_SQUARED: u32 = 3;
#[doc = "```text\ndistance: bits that differ\n```"]
pub const ENGRAM_METRIC_HAMMING: u32 = 4;
#[doc = "```text\nsimilarity: bits set in both / bits set in either, in [0, 1]; 0 for two empty sets\n```"]
pub const ENGRAM_METRIC_JACCARD: u32 = 5;
#[doc = "```text\nHow the elements of a vector are stored. Since: 0.1.0\n```"]
pub type engram_type = u32;
#[doc = "```text\nIEEE 754 binary32: float\n```"]
pub const ENGRAM_TYPE_F32: u32 = 1;
#[doc = "```text\nIEEE 754 binary16 in a uint16_t\n```"]
pub const ENGRAM_TYPE_F16: u32 = 2;
#[doc = "```text\nthe upper half of a binary32, in a uint16_t\n```"]
pub const ENGRAM_TYPE_BF16: u32 = 3;
#[doc = "```text\nint8_t, -128 to 127; a row may have a scale: it then stands for scale * codes\n```"]
pub const ENGRAM_TYPE_I8: u32 = 4;
#[doc = "```text\nbit i of a row is bit i % 8 of its byte i / 8; bits after the last one are ignored\n```"]
pub const ENGRAM_TYPE_BITS: u32 = 5;
#[doc = "```text\nA matrix of vectors, one to a row. Set size to sizeof(engram_rows); fields may be added at the end. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_rows {
    #[doc = "```text\nsizeof(engram_rows)\n```"]
    pub size: u32,
    #[doc = "```text\nof every element\n```"]
    pub type_: engram_type,
    #[doc = "```text\nfirst element of row 0, aligned for its type; may be null when count or dim is 0\n```"]
    pub data: *const crate::ctypes::c_void,
    #[doc = "```text\nrows\n```"]
    pub count: u64,
    #[doc = "```text\nelements (bits: bytes) from one row to the next, no less than a row; 0: no gaps\n```"]
    pub stride: u64,
    #[doc = "```text\nelements (bits: bits) in a row\n```"]
    pub dim: u64,
    #[doc = "```text\ni8 only: count scales, above 0 and finite, 0 for a row of zeros, NaN for a row that is NaN;\nnull stands for 1. Others: must be null\n```"]
    pub scales: *const f32,
}
#[test]
fn bindgen_test_layout_engram_rows() {
    const UNINIT: ::core::mem::MaybeUninit<engram_rows> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_rows>(),
        48usize,
        "Size of engram_rows"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_rows>(),
        8usize,
        "Alignment of engram_rows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_rows::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).type_) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_rows::type_"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).data) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_rows::data"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_rows::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).stride) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_rows::stride"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).dim) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_rows::dim"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scales) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_rows::scales"
    );
}
#[doc = "```text\nHow a list of row ids is stored. Since: 0.1.0\n```"]
pub type engram_id_type = u32;
#[doc = "```text\nuint32_t\n```"]
pub const ENGRAM_IDS_U32: u32 = 1;
#[doc = "```text\nuint64_t\n```"]
pub const ENGRAM_IDS_U64: u32 = 2;
#[doc = "```text\nOne selected row. Lists of these are best first; equal scores in ascending order of id. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_hit {
    #[doc = "```text\nthe row, plus id_base of the options\n```"]
    pub id: u64,
    #[doc = "```text\nbiased, if there is a bias; a distance stays a distance\n```"]
    pub score: f32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
}
#[test]
fn bindgen_test_layout_engram_hit() {
    const UNINIT: ::core::mem::MaybeUninit<engram_hit> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_hit>(),
        16usize,
        "Size of engram_hit"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_hit>(),
        8usize,
        "Alignment of engram_hit"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).id) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_hit::id"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).score) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_hit::score"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_hit::reserved"
    );
}
#[doc = "```text\nWhat happened to the rows of one query. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_topk_counts {
    #[doc = "```text\nhits written: at most k, fewer when fewer rows qualify\n```"]
    pub found: u64,
    #[doc = "```text\nrows that passed range, id list and filter\n```"]
    pub scored: u64,
    #[doc = "```text\nof these, rows whose score or biased score is NaN: never selected\n```"]
    pub nan: u64,
    #[doc = "```text\nrows whose f32 vector was read: scored, unless codes ruled rows out\n```"]
    pub rescored: u64,
}
#[test]
fn bindgen_test_layout_engram_topk_counts() {
    const UNINIT: ::core::mem::MaybeUninit<engram_topk_counts> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_topk_counts>(),
        32usize,
        "Size of engram_topk_counts"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_topk_counts>(),
        8usize,
        "Alignment of engram_topk_counts"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).found) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_topk_counts::found"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scored) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_topk_counts::scored"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).nan) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_topk_counts::nan"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).rescored) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_topk_counts::rescored"
    );
}
#[doc = "```text\nthreshold counts\n```"]
pub const ENGRAM_TOPK_THRESHOLD: u32 = 1;
#[doc = "```text\nfirst and count count\n```"]
pub const ENGRAM_TOPK_RANGE: u32 = 2;
#[doc = "```text\nWhat a selection looks at. All zero, or a null pointer, means every row, unbiased. Set size to\nsizeof(engram_topk_options). The arrays are read only. Since: 0.1.0\n\nThe biased score of row i is computed from the metric's score s, in f32:\n    both arrays:    s * multiply[i] + add[i], fused: one rounding\n    multiply alone: s * multiply[i]           add alone: s + add[i]           neither: s\nso similarity x decay x importance is one pass. Order, threshold and NaN count go by the biased score. For a\ndistance a lower biased score stays better.\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_topk_options {
    #[doc = "```text\nsizeof(engram_topk_options)\n```"]
    pub size: u32,
    #[doc = "```text\nENGRAM_TOPK_ bits\n```"]
    pub flags: u32,
    #[doc = "```text\nsimilarities: only scores >= it; distances: only <= it. Not NaN; 0 without its bit\n```"]
    pub threshold: f32,
    #[doc = "```text\nof ids\n```"]
    pub id_type: engram_id_type,
    #[doc = "```text\nonly rows [first, first + count); not together with ids; 0 without their bit\n```"]
    pub first: u64,
    #[doc = "```text\nonly rows [first, first + count); not together with ids; 0 without their bit\n```"]
    pub count: u64,
    #[doc = "```text\nonly these rows, in any order, each listed once; null: no list\n```"]
    pub ids: *const crate::ctypes::c_void,
    #[doc = "```text\nids in the list; an empty list with a pointer selects nothing\n```"]
    pub id_count: u64,
    #[doc = "```text\nonly rows i whose bit i % 64 of word i / 64 is set; null: all\n```"]
    pub filter: *const u64,
    #[doc = "```text\nbits in filter, at least rows->count; 0 without a filter\n```"]
    pub filter_bits: u64,
    #[doc = "```text\nrows->count factors, or null\n```"]
    pub multiply: *const f32,
    #[doc = "```text\nrows->count summands, or null\n```"]
    pub add: *const f32,
    #[doc = "```text\nadded to every row number; id_base + rows->count must not wrap\n```"]
    pub id_base: u64,
    #[doc = "```text\nmay be null\n```"]
    pub executor: *const engram_executor,
    #[doc = "```text\nfor cutting rows among tasks: see engram_topk_scratch(); may be null\n```"]
    pub scratch: *mut crate::ctypes::c_void,
    #[doc = "```text\nof scratch\n```"]
    pub scratch_bytes: u64,
}
#[test]
fn bindgen_test_layout_engram_topk_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_topk_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_topk_options>(),
        112usize,
        "Size of engram_topk_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_topk_options>(),
        8usize,
        "Alignment of engram_topk_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_topk_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).flags) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_topk_options::flags"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).threshold) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_topk_options::threshold"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).id_type) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_topk_options::id_type"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).first) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_topk_options::first"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_topk_options::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).ids) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_topk_options::ids"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).id_count) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_topk_options::id_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).filter) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_topk_options::filter"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).filter_bits) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_topk_options::filter_bits"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).multiply) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_topk_options::multiply"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).add) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_topk_options::add"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).id_base) as usize - ptr as usize },
        80usize,
        "Offset of field: engram_topk_options::id_base"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).executor) as usize - ptr as usize },
        88usize,
        "Offset of field: engram_topk_options::executor"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scratch) as usize - ptr as usize },
        96usize,
        "Offset of field: engram_topk_options::scratch"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scratch_bytes) as usize - ptr as usize },
        104usize,
        "Offset of field: engram_topk_options::scratch_bytes"
    );
}
#[doc = "```text\nHow codes are stored. Since: 0.1.0\n```"]
pub type engram_code_kind = u32;
#[doc = "```text\na byte per element: its nearest multiple of the scale\n```"]
pub const ENGRAM_CODES_I8: u32 = 0;
#[doc = "```text\na bit per element, as in ENGRAM_TYPE_BITS: set stands for 1, clear for -1\n```"]
pub const ENGRAM_CODES_SIGNS: u32 = 1;
#[doc = "```text\nCodes of a matrix of f32 rows, with what a proof needs: row i = scales[i] * codes + a rest of norm <= errors[i].\nengram_codes_build() fills what it points to; keep it beside the rows. Set size to sizeof(engram_codes). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_codes {
    #[doc = "```text\nsizeof(engram_codes)\n```"]
    pub size: u32,
    #[doc = "```text\nof the codes; 0 is i8\n```"]
    pub kind: engram_code_kind,
    #[doc = "```text\nthe codes of row 0; of signs, its bytes\n```"]
    pub data: *mut i8,
    #[doc = "```text\nrows\n```"]
    pub count: u64,
    #[doc = "```text\nbytes from row to row, no less than a row (signs: (dim + 7) / 8); 0: no gaps\n```"]
    pub stride: u64,
    #[doc = "```text\ncodes in a row\n```"]
    pub dim: u64,
    #[doc = "```text\ncount scales\n```"]
    pub scales: *mut f32,
    #[doc = "```text\ncount upper bounds of the norm of the rest; +inf: nothing is known, read the row\n```"]
    pub errors: *mut f32,
    #[doc = "```text\ncount norms of the rows, to 2^-20 relative\n```"]
    pub norms: *mut f32,
}
#[test]
fn bindgen_test_layout_engram_codes() {
    const UNINIT: ::core::mem::MaybeUninit<engram_codes> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_codes>(),
        64usize,
        "Size of engram_codes"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_codes>(),
        8usize,
        "Alignment of engram_codes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_codes::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).kind) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_codes::kind"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).data) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_codes::data"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_codes::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).stride) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_codes::stride"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).dim) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_codes::dim"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scales) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_codes::scales"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).errors) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_codes::errors"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).norms) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_codes::norms"
    );
}
#[doc = "```text\nHow lists from different searches become one. Since: 0.1.0\n```"]
pub type engram_fusion = u32;
#[doc = "```text\nsum of weight / (constant + rank), ranks from 1 (Cormack et al., 2009)\n```"]
pub const ENGRAM_FUSION_RECIPROCAL: u32 = 1;
#[doc = "```text\nsum of weight * score\n```"]
pub const ENGRAM_FUSION_SCORE: u32 = 2;
#[doc = "```text\nsum of weight * (score - min) / (max - min) of the list; 1 where max = min\n```"]
pub const ENGRAM_FUSION_MIN_MAX: u32 = 3;
#[doc = "```text\nOne ranked list, best first. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_ranking {
    #[doc = "```text\nnull only when count is 0\n```"]
    pub hits: *const engram_hit,
    #[doc = "```text\nhits\n```"]
    pub count: u64,
    #[doc = "```text\nfinite; may be negative, not 0: a list that is not to count is left out\n```"]
    pub weight: f32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
}
#[test]
fn bindgen_test_layout_engram_ranking() {
    const UNINIT: ::core::mem::MaybeUninit<engram_ranking> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_ranking>(),
        24usize,
        "Size of engram_ranking"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_ranking>(),
        8usize,
        "Alignment of engram_ranking"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).hits) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_ranking::hits"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_ranking::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).weight) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_ranking::weight"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_ranking::reserved"
    );
}
#[doc = "```text\nHow to fuse. Null means reciprocal rank with the constant 60. Set size. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_fusion_options {
    #[doc = "```text\nsizeof(engram_fusion_options)\n```"]
    pub size: u32,
    #[doc = "```text\nwhich sum\n```"]
    pub method: engram_fusion,
    #[doc = "```text\nreciprocal: finite, >= 0; 60 is usual\n```"]
    pub constant: f64,
    #[doc = "```text\nadded once to an id whose best rank is 1; finite\n```"]
    pub first_bonus: f64,
    #[doc = "```text\nadded once to an id whose best rank is 2 or 3; finite\n```"]
    pub podium_bonus: f64,
}
#[test]
fn bindgen_test_layout_engram_fusion_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_fusion_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_fusion_options>(),
        32usize,
        "Size of engram_fusion_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_fusion_options>(),
        8usize,
        "Alignment of engram_fusion_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_fusion_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).method) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_fusion_options::method"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).constant) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_fusion_options::constant"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).first_bonus) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_fusion_options::first_bonus"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).podium_bonus) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_fusion_options::podium_bonus"
    );
}
#[doc = "```text\nWhat codes are of. Set size to sizeof(engram_codes_shape). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_codes_shape {
    #[doc = "```text\nsizeof(engram_codes_shape)\n```"]
    pub size: u32,
    #[doc = "```text\nof the rows: f32, f16 or bf16\n```"]
    pub type_: engram_type,
    #[doc = "```text\nelements in a row, from 1 to 65536\n```"]
    pub dim: u64,
    #[doc = "```text\nof the rotation: any number. One seed, one rotation\n```"]
    pub seed: u64,
    #[doc = "```text\nrows that have codes; told by engram_codes_describe(), not read elsewhere\n```"]
    pub count: u64,
    #[doc = "```text\nwhere block 0 begins in the codes; told, not read\n```"]
    pub first_byte: u64,
    #[doc = "```text\nbytes from block to block; told, not read\n```"]
    pub block_bytes: u64,
}
#[test]
fn bindgen_test_layout_engram_codes_shape() {
    const UNINIT: ::core::mem::MaybeUninit<engram_codes_shape> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_codes_shape>(),
        48usize,
        "Size of engram_codes_shape"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_codes_shape>(),
        8usize,
        "Alignment of engram_codes_shape"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_codes_shape::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).type_) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_codes_shape::type_"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).dim) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_codes_shape::dim"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).seed) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_codes_shape::seed"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_codes_shape::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).first_byte) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_codes_shape::first_byte"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).block_bytes) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_codes_shape::block_bytes"
    );
}
#[doc = "```text\nHow sure a selection through codes is. Since: 0.1.0\n```"]
pub type engram_accuracy = u32;
#[doc = "```text\na query misses one of its best with no more than a stated probability\n```"]
pub const ENGRAM_ACCURACY_NEAR: u32 = 0;
#[doc = "```text\nnever: the ids and the bits of engram_similarity_topk()\n```"]
pub const ENGRAM_ACCURACY_EXACT: u32 = 1;
#[doc = "```text\nthe best of so many rows, those that look best by their codes\n```"]
pub const ENGRAM_ACCURACY_FIXED: u32 = 2;
#[doc = "```text\nHow to select. All zero, or a null pointer: near, with 1e-9. Set size. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_accuracy_options {
    #[doc = "```text\nsizeof(engram_accuracy_options)\n```"]
    pub size: u32,
    #[doc = "```text\nhow sure\n```"]
    pub accuracy: engram_accuracy,
    #[doc = "```text\nnear: above 0 and below 1, or 0 for 1e-9. Others: 0\n```"]
    pub probability: f64,
    #[doc = "```text\nfixed: rows to score, k or more. Others: 0\n```"]
    pub candidates: u64,
}
#[test]
fn bindgen_test_layout_engram_accuracy_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_accuracy_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_accuracy_options>(),
        24usize,
        "Size of engram_accuracy_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_accuracy_options>(),
        8usize,
        "Alignment of engram_accuracy_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_accuracy_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).accuracy) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_accuracy_options::accuracy"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).probability) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_accuracy_options::probability"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).candidates) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_accuracy_options::candidates"
    );
}
#[doc = "```text\nWhat happened to the rows of one query. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_codes_counts {
    #[doc = "```text\nhits written: at most k\n```"]
    pub found: u64,
    #[doc = "```text\nrows that passed range, id list and filter\n```"]
    pub scored: u64,
    #[doc = "```text\nof the rows scored in full, those whose score or biased score is NaN: never selected\n```"]
    pub nan: u64,
    #[doc = "```text\nrows that their codes did not rule out\n```"]
    pub survived: u64,
    #[doc = "```text\nrows that were scored in full: survived, unless finer codes ruled rows out. Up to 256 rows that\nare looked at beforehand to find where to begin count twice\n```"]
    pub rescored: u64,
}
#[test]
fn bindgen_test_layout_engram_codes_counts() {
    const UNINIT: ::core::mem::MaybeUninit<engram_codes_counts> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_codes_counts>(),
        40usize,
        "Size of engram_codes_counts"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_codes_counts>(),
        8usize,
        "Alignment of engram_codes_counts"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).found) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_codes_counts::found"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scored) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_codes_counts::scored"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).nan) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_codes_counts::nan"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).survived) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_codes_counts::survived"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).rescored) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_codes_counts::rescored"
    );
}
#[doc = "```text\nHow to learn and to assign. All zero, or a null pointer: the defaults. Set size. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_lists_options {
    #[doc = "```text\nsizeof(engram_lists_options)\n```"]
    pub size: u32,
    #[doc = "```text\nlearn: of k-means; 0: 10\n```"]
    pub rounds: u32,
    #[doc = "```text\nlearn: rows to learn from, drawn by the seed; 0: 64 for each list. All, where there are no more; no\nfewer than lists\n```"]
    pub sample: u64,
    #[doc = "```text\nlearn: any number\n```"]
    pub seed: u64,
    #[doc = "```text\nassign: rows that a list takes at most, second places apart; cap * lists >= rows. 0: any number\n```"]
    pub cap: u64,
    #[doc = "```text\nassign: a row gets a second place where that is at most so many times as far as the first; 1 or more\nand finite, such as 1.1; 0: none. Far is the squared L2, or 1 - cosine\n```"]
    pub border: f32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nmay be null\n```"]
    pub executor: *const engram_executor,
    #[doc = "```text\nengram_lists_scratch() bytes\n```"]
    pub scratch: *mut crate::ctypes::c_void,
    #[doc = "```text\nof scratch\n```"]
    pub scratch_bytes: u64,
}
#[test]
fn bindgen_test_layout_engram_lists_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_lists_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_lists_options>(),
        64usize,
        "Size of engram_lists_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_lists_options>(),
        8usize,
        "Alignment of engram_lists_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_lists_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).rounds) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_lists_options::rounds"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).sample) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_lists_options::sample"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).seed) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_lists_options::seed"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).cap) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_lists_options::cap"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).border) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_lists_options::border"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        36usize,
        "Offset of field: engram_lists_options::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).executor) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_lists_options::executor"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scratch) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_lists_options::scratch"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scratch_bytes) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_lists_options::scratch_bytes"
    );
}
#[doc = "```text\nLists of rows, as the three calls above make them. Set size. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_lists {
    #[doc = "```text\nsizeof(engram_lists)\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\none for each list; type and dim as the rows'. Its size, too\n```"]
    pub centroids: engram_rows,
    #[doc = "```text\n2 * centroids.count + 1, never falling, up to id_count\n```"]
    pub offsets: *const u64,
    #[doc = "```text\nid_count rows\n```"]
    pub ids: *const u32,
    #[doc = "```text\nids\n```"]
    pub id_count: u64,
    #[doc = "```text\nrows->count numbers of lists; null when no row has a second place\n```"]
    pub homes: *const u32,
}
#[test]
fn bindgen_test_layout_engram_lists() {
    const UNINIT: ::core::mem::MaybeUninit<engram_lists> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_lists>(),
        88usize,
        "Size of engram_lists"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_lists>(),
        8usize,
        "Alignment of engram_lists"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_lists::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_lists::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).centroids) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_lists::centroids"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).offsets) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_lists::offsets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).ids) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_lists::ids"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).id_count) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_lists::id_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).homes) as usize - ptr as usize },
        80usize,
        "Offset of field: engram_lists::homes"
    );
}
#[doc = "```text\nWidth of the offsets of a CSR view. Since: 0.1.0\n```"]
pub type engram_offset_type = u32;
#[doc = "```text\nuint64_t\n```"]
pub const ENGRAM_OFFSETS_U64: u32 = 0;
#[doc = "```text\nuint32_t\n```"]
pub const ENGRAM_OFFSETS_U32: u32 = 1;
#[doc = "```text\nA directed graph in compressed sparse rows: the edges of node s are targets[offsets[s]] to\ntargets[offsets[s + 1] - 1], with their weights and types beside them. Duplicate edges and self loops are edges like\nany other. Set size to sizeof(engram_csr); fields may be added at the end. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_csr {
    #[doc = "```text\nsizeof(engram_csr)\n```"]
    pub size: u32,
    #[doc = "```text\nnodes, at most 2^32 - 1\n```"]
    pub node_count: u32,
    #[doc = "```text\nedges\n```"]
    pub edge_count: u64,
    #[doc = "```text\nnode_count + 1 values: the first 0, never falling, the last edge_count\n```"]
    pub offsets: *const crate::ctypes::c_void,
    #[doc = "```text\nedge_count node ids; null only when edge_count is 0\n```"]
    pub targets: *const u32,
    #[doc = "```text\nedge_count finite weights; null only when edge_count is 0\n```"]
    pub weights: *const f32,
    #[doc = "```text\nedge_count types from 0 to 63; null: every edge has type 0\n```"]
    pub types: *const u8,
    #[doc = "```text\nof offsets; 0 is u64\n```"]
    pub offset_type: engram_offset_type,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
}
#[test]
fn bindgen_test_layout_engram_csr() {
    const UNINIT: ::core::mem::MaybeUninit<engram_csr> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_csr>(),
        56usize,
        "Size of engram_csr"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_csr>(),
        8usize,
        "Alignment of engram_csr"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_csr::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).node_count) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_csr::node_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edge_count) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_csr::edge_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).offsets) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_csr::offsets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).targets) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_csr::targets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).weights) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_csr::weights"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).types) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_csr::types"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).offset_type) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_csr::offset_type"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        52usize,
        "Offset of field: engram_csr::reserved"
    );
}
#[doc = "```text\nOne edge of an edge list. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_edge {
    #[doc = "```text\nbelow node_count\n```"]
    pub source: u32,
    #[doc = "```text\nbelow node_count\n```"]
    pub target: u32,
    #[doc = "```text\nfinite\n```"]
    pub weight: f32,
    #[doc = "```text\n0 to 63\n```"]
    pub type_: u32,
}
#[test]
fn bindgen_test_layout_engram_edge() {
    const UNINIT: ::core::mem::MaybeUninit<engram_edge> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_edge>(),
        16usize,
        "Size of engram_edge"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_edge>(),
        4usize,
        "Alignment of engram_edge"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).source) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_edge::source"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).target) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_edge::target"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).weight) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_edge::weight"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).type_) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_edge::type_"
    );
}
#[doc = "```text\nWhat a builder does with edges that share source, target and type. Since: 0.1.0\n```"]
pub type engram_duplicates = u32;
#[doc = "```text\nevery edge stays, in the order given\n```"]
pub const ENGRAM_DUPLICATES_KEEP: u32 = 0;
#[doc = "```text\none edge stays, in the place of the first, its weight the sum in the order given\n```"]
pub const ENGRAM_DUPLICATES_SUM: u32 = 1;
#[doc = "```text\nENGRAM_ERROR_GRAPH at the second\n```"]
pub const ENGRAM_DUPLICATES_REJECT: u32 = 2;
#[doc = "```text\nA graph's size and layout. Set size to sizeof(engram_graph_info). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_graph_info {
    #[doc = "```text\nsizeof(engram_graph_info)\n```"]
    pub size: u32,
    #[doc = "```text\nnodes\n```"]
    pub node_count: u32,
    #[doc = "```text\nedges\n```"]
    pub edge_count: u64,
    #[doc = "```text\nmemory held, the handle included; over a base, with what is shared with it\n```"]
    pub bytes: u64,
    #[doc = "```text\nempty places in the slices: the price of 16 equal lanes\n```"]
    pub padding: u64,
    #[doc = "```text\nslices of 16 targets; 0 when there is no layout by target\n```"]
    pub slices: u32,
    #[doc = "```text\ntargets with far more sources than their neighbours in order, kept by themselves\n```"]
    pub long_rows: u32,
    #[doc = "```text\noverlay: sources whose edges differ from the base's; 0 for a prepared graph\n```"]
    pub changed_rows: u64,
    #[doc = "```text\noverlay: of bytes, the base's; the rest is what the changes take. 0 for a prepared graph\n```"]
    pub base_bytes: u64,
    #[doc = "```text\nedges with a weight below 0: PageRank needs a graph without\n```"]
    pub negative_edges: u64,
}
#[test]
fn bindgen_test_layout_engram_graph_info() {
    const UNINIT: ::core::mem::MaybeUninit<engram_graph_info> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_graph_info>(),
        64usize,
        "Size of engram_graph_info"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_graph_info>(),
        8usize,
        "Alignment of engram_graph_info"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_graph_info::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).node_count) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_graph_info::node_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edge_count) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_graph_info::edge_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).bytes) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_graph_info::bytes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).padding) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_graph_info::padding"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).slices) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_graph_info::slices"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).long_rows) as usize - ptr as usize },
        36usize,
        "Offset of field: engram_graph_info::long_rows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).changed_rows) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_graph_info::changed_rows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).base_bytes) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_graph_info::base_bytes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).negative_edges) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_graph_info::negative_edges"
    );
}
#[doc = "```text\nOptions of a prepared graph. Null stands for all defaults. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_graph_options {
    #[doc = "```text\nsizeof(engram_graph_options)\n```"]
    pub size: u32,
    #[doc = "```text\nfor edge lists; a CSR view keeps all its edges\n```"]
    pub duplicates: engram_duplicates,
    #[doc = "```text\n1: no layout by target; half the memory, dense steps push\n```"]
    pub no_pull: u32,
}
#[test]
fn bindgen_test_layout_engram_graph_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_graph_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_graph_options>(),
        12usize,
        "Size of engram_graph_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_graph_options>(),
        4usize,
        "Alignment of engram_graph_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_graph_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).duplicates) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_graph_options::duplicates"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).no_pull) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_graph_options::no_pull"
    );
}
#[doc = "```text\nA prepared graph, or a view or a snapshot of an overlay. Opaque. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug)]
pub struct engram_graph {
    _unused: [u8; 0],
}
#[doc = "```text\nAn edge out of a node that is known: where it leads, and its weight. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_arc {
    #[doc = "```text\nthe target\n```"]
    pub node: u32,
    #[doc = "```text\nfinite\n```"]
    pub weight: f32,
}
#[test]
fn bindgen_test_layout_engram_arc() {
    const UNINIT: ::core::mem::MaybeUninit<engram_arc> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_arc>(),
        8usize,
        "Size of engram_arc"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_arc>(),
        4usize,
        "Alignment of engram_arc"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).node) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_arc::node"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).weight) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_arc::weight"
    );
}
#[doc = "```text\nThe edges out of one node, in their stored order. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_arcs {
    #[doc = "```text\ncount targets with their weights; null only when count is 0\n```"]
    pub arcs: *const engram_arc,
    #[doc = "```text\ncount types; null: all 0\n```"]
    pub types: *const u8,
    #[doc = "```text\nedges\n```"]
    pub count: u64,
}
#[test]
fn bindgen_test_layout_engram_arcs() {
    const UNINIT: ::core::mem::MaybeUninit<engram_arcs> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_arcs>(),
        24usize,
        "Size of engram_arcs"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_arcs>(),
        8usize,
        "Alignment of engram_arcs"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arcs) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_arcs::arcs"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).types) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_arcs::types"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_arcs::count"
    );
}
#[doc = "```text\nChanges on top of a prepared graph, without a rebuild: the first change to a node's edges copies that row, O(its\ndegree), and later steps read the copy. A row that has come to equal the base's again is no change and takes no memory.\nThe base stays as it is, and stays alive: the overlay holds it. One thread at a time changes an overlay or\ntakes a snapshot of it, and no other reads its view meanwhile; snapshots are read at any time. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug)]
pub struct engram_overlay {
    _unused: [u8; 0],
}
#[doc = "```text\nHow what arrives at one node in one hop becomes one value; c is sent value * weight. Since: 0.1.0\n```"]
pub type engram_spread_merge = u32;
#[doc = "```text\nv + c, fused\n```"]
pub const ENGRAM_MERGE_SUM: u32 = 0;
#[doc = "```text\nmin(limit, v + c), fused, edge by edge\n```"]
pub const ENGRAM_MERGE_CLAMPED_SUM: u32 = 1;
#[doc = "```text\nmax(v, c)\n```"]
pub const ENGRAM_MERGE_MAX: u32 = 2;
#[doc = "```text\n1 - (1 - v)(1 - c) = v + c(1 - v): independent causes, for values in [0, 1]\n```"]
pub const ENGRAM_MERGE_PROBABILISTIC: u32 = 3;
#[doc = "```text\nWhat becomes of the value a node had before the hop. Since: 0.1.0\n```"]
pub type engram_spread_retain = u32;
#[doc = "```text\nit stays; what arrives is merged into it\n```"]
pub const ENGRAM_RETAIN_KEEP: u32 = 0;
#[doc = "```text\nit is gone\n```"]
pub const ENGRAM_RETAIN_REPLACE: u32 = 1;
#[doc = "```text\nretention * it stays; what arrives is merged into that\n```"]
pub const ENGRAM_RETAIN_RETENTION: u32 = 2;
#[doc = "```text\nthe larger of it and of what arrives, merged by itself\n```"]
pub const ENGRAM_RETAIN_MAX: u32 = 3;
#[doc = "```text\nWho sends in a hop, and what. Since: 0.1.0\n```"]
pub type engram_spread_senders = u32;
#[doc = "```text\nevery active node sends its value, again in every hop\n```"]
pub const ENGRAM_SENDERS_ACTIVE: u32 = 0;
#[doc = "```text\na node sends on what arrived in the hop before, once: walks are counted once\n```"]
pub const ENGRAM_SENDERS_ARRIVALS: u32 = 1;
#[doc = "```text\nHow what is sent fades with the distance. Since: 0.1.0\n```"]
pub type engram_spread_decay = u32;
#[doc = "```text\nnot at all\n```"]
pub const ENGRAM_DECAY_NONE: u32 = 0;
#[doc = "```text\ntimes hop_factor in every hop\n```"]
pub const ENGRAM_DECAY_PER_HOP: u32 = 1;
#[doc = "```text\ndecay_table[h - 1] in all after h hops: hop h multiplies by a ratio of entries\n```"]
pub const ENGRAM_DECAY_FROM_SOURCE: u32 = 2;
#[doc = "```text\nWhat a sender's value is divided by. The degree counts the edges that carry in the call: excitatory edges together,\neach suppressive type by itself, edges outside type_mask not at all. Since: 0.1.0\n```"]
pub type engram_spread_normaliser = u32;
#[doc = "```text\nnothing\n```"]
pub const ENGRAM_NORMALISE_NONE: u32 = 0;
#[doc = "```text\ndegree\n```"]
pub const ENGRAM_NORMALISE_OUT_DEGREE: u32 = 1;
#[doc = "```text\nsqrt(degree)\n```"]
pub const ENGRAM_NORMALISE_SQRT_DEGREE: u32 = 2;
#[doc = "```text\nsqrt(1 + degree)\n```"]
pub const ENGRAM_NORMALISE_SQRT_ONE_DEGREE: u32 = 3;
#[doc = "```text\nsum of |weight| of those edges: column-stochastic; 0 sends nothing\n```"]
pub const ENGRAM_NORMALISE_WEIGHT_SUM: u32 = 4;
#[doc = "```text\nthe weight becomes fan_strength - ln(fan / weight), fan = fan_base + sum of\nthe weights; a weight <= 0 carries nothing (ACT-R)\n```"]
pub const ENGRAM_NORMALISE_FAN: u32 = 5;
#[doc = "```text\nCompetition between nodes. Since: 0.1.0\n```"]
pub type engram_spread_inhibition = u32;
#[doc = "```text\nnobody holds anybody back\n```"]
pub const ENGRAM_INHIBIT_NONE: u32 = 0;
#[doc = "```text\na node at or above ceiling before the hop receives nothing in it\n```"]
pub const ENGRAM_INHIBIT_CEILING: u32 = 1;
#[doc = "```text\nx - strength * sum of (k - x) over the k > x among the inhibition_count largest\n```"]
pub const ENGRAM_INHIBIT_TOP_SUM: u32 = 2;
#[doc = "```text\nthe inhibition_count largest stay; others: x - strength * (their mean - x)\n```"]
pub const ENGRAM_INHIBIT_TOP_MEAN: u32 = 3;
#[doc = "```text\nThe last shaping of values. Since: 0.1.0\n```"]
pub type engram_spread_squash = u32;
#[doc = "```text\nvalues stay as they are\n```"]
pub const ENGRAM_SQUASH_NONE: u32 = 0;
#[doc = "```text\nto [-limit, limit]\n```"]
pub const ENGRAM_SQUASH_CLAMP: u32 = 1;
#[doc = "```text\nm = largest value, NaN ignored; if m > limit every value is divided by m / limit\n```"]
pub const ENGRAM_SQUASH_DIVIDE: u32 = 2;
#[doc = "```text\n1 / (1 + exp(-sigmoid_gain * (x - sigmoid_centre))), of active nodes only\n```"]
pub const ENGRAM_SQUASH_SIGMOID: u32 = 3;
#[doc = "```text\nWhat a spread watches for to stop before its last hop. Since: 0.1.0\n```"]
pub type engram_spread_convergence = u32;
#[doc = "```text\nnothing; a hop with nothing left to send ends any spread\n```"]
pub const ENGRAM_CONVERGE_NONE: u32 = 0;
#[doc = "```text\nsum of |change| < tolerance\n```"]
pub const ENGRAM_CONVERGE_L1: u32 = 1;
#[doc = "```text\nlargest |change| < tolerance\n```"]
pub const ENGRAM_CONVERGE_LARGEST: u32 = 2;
#[doc = "```text\nfill hop, predecessor and seed of each result\n```"]
pub const ENGRAM_SPREAD_EXPLAIN: u32 = 1;
#[doc = "```text\nTOP_SUM or TOP_MEAN after every hop, not only after the last\n```"]
pub const ENGRAM_SPREAD_INHIBIT_EACH: u32 = 2;
#[doc = "```text\nsquash after every hop, not only after the last\n```"]
pub const ENGRAM_SPREAD_SQUASH_EACH: u32 = 4;
#[doc = "```text\nleave the seeds out of the results\n```"]
pub const ENGRAM_SPREAD_DROP_SEEDS: u32 = 8;
#[doc = "```text\nThe rule of a spread. Fill it with engram_spread_preset(), then change fields. A number that no chosen option reads, such\nas ceiling without INHIBIT_CEILING, is not looked at; flags, tables and masks that could do nothing are refused. One hop:\n 1. senders (see above), but those within refractory_hops of their last sending: x = (a * k) / normaliser, where\n    k = gain * decay and a, if node_factors is given, is a * node_factors[s] first\n 2. each edge whose type is in type_mask carries x * weight (weight * type_factors[type] if given), unless\n    |x * weight| < edge_threshold; to targets below the ceiling only\n 3. what arrives is merged, into what the node retains; what suppressive types carry is summed by itself and\n    taken away at the end, down to 0\n 4. INHIBIT_EACH, SQUASH_EACH, then values with |v| < node_threshold become 0, then only the node_cap largest stay\nAfter the last hop: inhibition, gate (|v| < gate becomes 0), squash. Where ARRIVALS send, 4 acts on the values, and\na node that it silences sends nothing on. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_spread_options {
    #[doc = "```text\nsizeof(engram_spread_options)\n```"]
    pub size: u32,
    pub merge: engram_spread_merge,
    pub retain: engram_spread_retain,
    pub senders: engram_spread_senders,
    pub decay: engram_spread_decay,
    pub normaliser: engram_spread_normaliser,
    pub inhibition: engram_spread_inhibition,
    pub squash: engram_spread_squash,
    pub convergence: engram_spread_convergence,
    #[doc = "```text\nENGRAM_SPREAD_ bits\n```"]
    pub flags: u32,
    #[doc = "```text\nat most this many; 0 returns the seeds, shaped as after the last hop\n```"]
    pub hops: u32,
    #[doc = "```text\nnodes that stay active after a hop; 0: all\n```"]
    pub node_cap: u32,
    #[doc = "```text\nhops a node is silent after sending; 0: none\n```"]
    pub refractory_hops: u32,
    #[doc = "```text\nM of the top-M inhibitions, 1 to 256\n```"]
    pub inhibition_count: u32,
    #[doc = "```text\nedges that carry, in the whole call; 0: no limit. See engram_spread_info.truncated\n```"]
    pub edge_budget: u64,
    #[doc = "```text\nbit t: edges of type t carry; not 0\n```"]
    pub type_mask: u64,
    #[doc = "```text\nbit t: edges of type t take away\n```"]
    pub suppressive_types: u64,
    #[doc = "```text\nof everything sent; not 0\n```"]
    pub gain: f32,
    #[doc = "```text\nPER_HOP; not 0\n```"]
    pub hop_factor: f32,
    #[doc = "```text\nRETENTION\n```"]
    pub retention: f32,
    #[doc = "```text\n>= 0\n```"]
    pub edge_threshold: f32,
    #[doc = "```text\n>= 0; seeds below it are dropped too\n```"]
    pub node_threshold: f32,
    #[doc = "```text\n>= 0\n```"]
    pub gate: f32,
    #[doc = "```text\n> 0; of CLAMPED_SUM, CLAMP and DIVIDE\n```"]
    pub limit: f32,
    #[doc = "```text\nCEILING\n```"]
    pub ceiling: f32,
    #[doc = "```text\nTOP_SUM, TOP_MEAN; >= 0\n```"]
    pub inhibition_strength: f32,
    #[doc = "```text\nSIGMOID\n```"]
    pub sigmoid_gain: f32,
    #[doc = "```text\nSIGMOID\n```"]
    pub sigmoid_centre: f32,
    #[doc = "```text\nFAN: S\n```"]
    pub fan_strength: f32,
    #[doc = "```text\nFAN; >= 0\n```"]
    pub fan_base: f32,
    #[doc = "```text\nconvergence; > 0\n```"]
    pub tolerance: f32,
    #[doc = "```text\nentries of decay_table, 1 or more with FROM_SOURCE; nothing is sent after the last one\n```"]
    pub decay_count: u32,
    #[doc = "```text\nFROM_SOURCE: factors >= 0, for 1, 2, ... hops; not copied. Else null\n```"]
    pub decay_table: *const f32,
    #[doc = "```text\n64 factors, or null; not copied\n```"]
    pub type_factors: *const f32,
    #[doc = "```text\na factor for each node, or null; not copied\n```"]
    pub node_factors: *const f32,
}
#[test]
fn bindgen_test_layout_engram_spread_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_spread_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_spread_options>(),
        168usize,
        "Size of engram_spread_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_spread_options>(),
        8usize,
        "Alignment of engram_spread_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_spread_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).merge) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_spread_options::merge"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).retain) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_spread_options::retain"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).senders) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_spread_options::senders"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).decay) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_spread_options::decay"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).normaliser) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_spread_options::normaliser"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).inhibition) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_spread_options::inhibition"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).squash) as usize - ptr as usize },
        28usize,
        "Offset of field: engram_spread_options::squash"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).convergence) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_spread_options::convergence"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).flags) as usize - ptr as usize },
        36usize,
        "Offset of field: engram_spread_options::flags"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).hops) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_spread_options::hops"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).node_cap) as usize - ptr as usize },
        44usize,
        "Offset of field: engram_spread_options::node_cap"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).refractory_hops) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_spread_options::refractory_hops"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).inhibition_count) as usize - ptr as usize },
        52usize,
        "Offset of field: engram_spread_options::inhibition_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edge_budget) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_spread_options::edge_budget"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).type_mask) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_spread_options::type_mask"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).suppressive_types) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_spread_options::suppressive_types"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).gain) as usize - ptr as usize },
        80usize,
        "Offset of field: engram_spread_options::gain"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).hop_factor) as usize - ptr as usize },
        84usize,
        "Offset of field: engram_spread_options::hop_factor"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).retention) as usize - ptr as usize },
        88usize,
        "Offset of field: engram_spread_options::retention"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edge_threshold) as usize - ptr as usize },
        92usize,
        "Offset of field: engram_spread_options::edge_threshold"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).node_threshold) as usize - ptr as usize },
        96usize,
        "Offset of field: engram_spread_options::node_threshold"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).gate) as usize - ptr as usize },
        100usize,
        "Offset of field: engram_spread_options::gate"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).limit) as usize - ptr as usize },
        104usize,
        "Offset of field: engram_spread_options::limit"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).ceiling) as usize - ptr as usize },
        108usize,
        "Offset of field: engram_spread_options::ceiling"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).inhibition_strength) as usize - ptr as usize },
        112usize,
        "Offset of field: engram_spread_options::inhibition_strength"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).sigmoid_gain) as usize - ptr as usize },
        116usize,
        "Offset of field: engram_spread_options::sigmoid_gain"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).sigmoid_centre) as usize - ptr as usize },
        120usize,
        "Offset of field: engram_spread_options::sigmoid_centre"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).fan_strength) as usize - ptr as usize },
        124usize,
        "Offset of field: engram_spread_options::fan_strength"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).fan_base) as usize - ptr as usize },
        128usize,
        "Offset of field: engram_spread_options::fan_base"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).tolerance) as usize - ptr as usize },
        132usize,
        "Offset of field: engram_spread_options::tolerance"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).decay_count) as usize - ptr as usize },
        136usize,
        "Offset of field: engram_spread_options::decay_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).decay_table) as usize - ptr as usize },
        144usize,
        "Offset of field: engram_spread_options::decay_table"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).type_factors) as usize - ptr as usize },
        152usize,
        "Offset of field: engram_spread_options::type_factors"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).node_factors) as usize - ptr as usize },
        160usize,
        "Offset of field: engram_spread_options::node_factors"
    );
}
#[doc = "```text\nNamed rules. Each is the formula its authors gave or meant; docs/activation.md lists defaults, and where a published\nprogram does something else. Presets of curves (decay.h) have other values: one kind passed for the other is\nENGRAM_ERROR_ENUM. Since: 0.1.0\n```"]
pub type engram_spread_preset_id = u32;
#[doc = "```text\nsum, keep, active senders, 3 hops, no shaping: the options to start from\n```"]
pub const ENGRAM_SPREAD_PRESET_PLAIN: u32 = 0;
#[doc = "```text\nthe CSR rule of the original kernel: as PLAIN, divided by the largest if\nabove 1\n```"]
pub const ENGRAM_SPREAD_PRESET_ENGRAM_ZIG: u32 = 1;
#[doc = "```text\nfloop: max-merge, 0.85 * 0.7 / out-degree, top-7 mean inhibition, sigmoid\n```"]
pub const ENGRAM_SPREAD_PRESET_SPROINK: u32 = 2;
#[doc = "```text\nfan-divided sum with retention, top-7 sum inhibition, gate, sigmoid\n```"]
pub const ENGRAM_SPREAD_PRESET_SYNAPSE: u32 = 3;
#[doc = "```text\nclamped sum within a hop, max across hops, ceiling 0.8, 50 nodes\n```"]
pub const ENGRAM_SPREAD_PRESET_ZEPH: u32 = 4;
#[doc = "```text\nsum / sqrt(1 + degree) of arrivals, rescaled to at most 2\n```"]
pub const ENGRAM_SPREAD_PRESET_SHODH: u32 = 5;
#[doc = "```text\nretention 0.5, the rest in proportion to the weights, 10 steps\n```"]
pub const ENGRAM_SPREAD_PRESET_SPREADR: u32 = 6;
#[doc = "```text\none hop of S - ln(fan), S = 1.6; seeds are the sources' attention weights\n```"]
pub const ENGRAM_SPREAD_PRESET_ACTR: u32 = 7;
#[doc = "```text\nMemory for spreading, one for each thread that spreads, used for any number of calls on any graphs of up to\nnode_count nodes. Between calls it costs nothing to be large: a call clears what it touched. Opaque.\nengram_workspace_size() tells the bytes: about 61 for each node. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug)]
pub struct engram_workspace {
    _unused: [u8; 0],
}
#[doc = "```text\nWhere activation begins. Set size to sizeof(engram_seeds). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_seeds {
    #[doc = "```text\nsizeof(engram_seeds)\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nseeds; 0 begins nowhere\n```"]
    pub count: u64,
    #[doc = "```text\ncount node ids, in any order; a repeated one adds up, in the order given\n```"]
    pub ids: *const u32,
    #[doc = "```text\ntheir activations, finite; null: 1 for each\n```"]
    pub values: *const f32,
}
#[test]
fn bindgen_test_layout_engram_seeds() {
    const UNINIT: ::core::mem::MaybeUninit<engram_seeds> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_seeds>(),
        32usize,
        "Size of engram_seeds"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_seeds>(),
        8usize,
        "Alignment of engram_seeds"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_seeds::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_seeds::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_seeds::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).ids) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_seeds::ids"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).values) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_seeds::values"
    );
}
#[doc = "```text\nOne activated node. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_activated {
    #[doc = "```text\nthe node\n```"]
    pub id: u32,
    #[doc = "```text\nits value, never 0 or NaN\n```"]
    pub activation: f32,
    #[doc = "```text\nEXPLAIN: the hop of its best arrival, the largest single |contribution|; 0 for a seed that\nbegan with a value: not 0, nor below node_threshold\n```"]
    pub hop: u32,
    #[doc = "```text\nEXPLAIN: the source of that arrival; ENGRAM_NO_NODE for a seed. Following predecessors\nalways ends at a seed: an arrival that would close a circle does not count, nor,\nin place of an earlier one, an arrival from more than 63 steps from its seed\n```"]
    pub predecessor: u32,
    #[doc = "```text\nEXPLAIN: the seed where that ends\n```"]
    pub seed: u32,
}
#[test]
fn bindgen_test_layout_engram_activated() {
    const UNINIT: ::core::mem::MaybeUninit<engram_activated> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_activated>(),
        20usize,
        "Size of engram_activated"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_activated>(),
        4usize,
        "Alignment of engram_activated"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).id) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_activated::id"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).activation) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_activated::activation"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).hop) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_activated::hop"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).predecessor) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_activated::predecessor"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).seed) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_activated::seed"
    );
}
#[doc = "```text\nWhat a spread did. Set size to sizeof(engram_spread_info). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_spread_info {
    #[doc = "```text\nsizeof(engram_spread_info)\n```"]
    pub size: u32,
    #[doc = "```text\nhops done\n```"]
    pub hops: u32,
    #[doc = "```text\nedges that carry of all senders: those whose types are in type_mask, whatever they carried\n```"]
    pub edges: u64,
    #[doc = "```text\nnodes with a value other than 0 at the end, before capacity; the true count\n```"]
    pub active: u64,
    #[doc = "```text\nnodes that ended as NaN: counted, never returned\n```"]
    pub nan_count: u64,
    #[doc = "```text\n1: the edge budget ended the spread, or cut its last hop. See below\n```"]
    pub truncated: u32,
    #[doc = "```text\n1: node_cap dropped nodes\n```"]
    pub capped: u32,
    #[doc = "```text\n1: the change fell below the tolerance, nothing was left to send, or nothing can change any\nmore: a hop has changed nothing, and later ones are like it\n```"]
    pub converged: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nconvergence on: of the last hop, in its norm; NaN where a value became NaN\n```"]
    pub change: f64,
}
#[test]
fn bindgen_test_layout_engram_spread_info() {
    const UNINIT: ::core::mem::MaybeUninit<engram_spread_info> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_spread_info>(),
        56usize,
        "Size of engram_spread_info"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_spread_info>(),
        8usize,
        "Alignment of engram_spread_info"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_spread_info::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).hops) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_spread_info::hops"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edges) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_spread_info::edges"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).active) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_spread_info::active"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).nan_count) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_spread_info::nan_count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).truncated) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_spread_info::truncated"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).capped) as usize - ptr as usize },
        36usize,
        "Offset of field: engram_spread_info::capped"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).converged) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_spread_info::converged"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        44usize,
        "Offset of field: engram_spread_info::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).change) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_spread_info::change"
    );
}
#[doc = "```text\nWhere the rank of nodes goes that have no edge to send it along. Since: 0.1.0\n```"]
pub type engram_dangling = u32;
#[doc = "```text\nback to the seeds, by their shares\n```"]
pub const ENGRAM_DANGLING_SEEDS: u32 = 0;
#[doc = "```text\nto all nodes alike\n```"]
pub const ENGRAM_DANGLING_ALL: u32 = 1;
#[doc = "```text\nOptions of personalised PageRank; null, and 0 in a field, stand for the defaults. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_pagerank_options {
    #[doc = "```text\nsizeof(engram_pagerank_options)\n```"]
    pub size: u32,
    #[doc = "```text\npower iteration; 0: 100\n```"]
    pub max_iterations: u32,
    #[doc = "```text\nd, the chance to go on: above 0 and below 1; 0: 0.85\n```"]
    pub damping: f32,
    #[doc = "```text\npower iteration: stop when the L1 change is below; > 0; 0: 1e-6\n```"]
    pub tolerance: f32,
    #[doc = "```text\nforward push: a node is pushed while its residual > epsilon * out-degree; > 0; 0: 1e-6\n```"]
    pub epsilon: f32,
    #[doc = "```text\nwhere the rank of nodes without out-edges goes\n```"]
    pub dangling: engram_dangling,
    #[doc = "```text\npower iteration: stop as soon as this many best nodes and their order are certain; 0: do not\n```"]
    pub settle: u64,
    #[doc = "```text\nforward push: edges touched; 0: no limit\n```"]
    pub edge_budget: u64,
    #[doc = "```text\nforward push, out: the largest residuals, by size descending, then id; may be null\n```"]
    pub residuals: *mut engram_activated,
    #[doc = "```text\nresiduals that there is room for\n```"]
    pub residual_capacity: u64,
}
#[test]
fn bindgen_test_layout_engram_pagerank_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_pagerank_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_pagerank_options>(),
        56usize,
        "Size of engram_pagerank_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_pagerank_options>(),
        8usize,
        "Alignment of engram_pagerank_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_pagerank_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).max_iterations) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_pagerank_options::max_iterations"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).damping) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_pagerank_options::damping"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).tolerance) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_pagerank_options::tolerance"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).epsilon) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_pagerank_options::epsilon"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).dangling) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_pagerank_options::dangling"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).settle) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_pagerank_options::settle"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edge_budget) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_pagerank_options::edge_budget"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).residuals) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_pagerank_options::residuals"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).residual_capacity) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_pagerank_options::residual_capacity"
    );
}
#[doc = "```text\nWhat a PageRank did. Set size to sizeof(engram_pagerank_info). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_pagerank_info {
    #[doc = "```text\nsizeof(engram_pagerank_info)\n```"]
    pub size: u32,
    #[doc = "```text\npower iterations; forward push: 0\n```"]
    pub iterations: u32,
    #[doc = "```text\nedges touched\n```"]
    pub edges: u64,
    #[doc = "```text\nforward push: residuals pushed, of a node or of what came back, with repetition\n```"]
    pub pushes: u64,
    #[doc = "```text\nnodes with a rank above 0\n```"]
    pub active: u64,
    #[doc = "```text\n1: max_iterations or the edge budget ended it\n```"]
    pub truncated: u32,
    #[doc = "```text\n1: the best were certain before the tolerance was met\n```"]
    pub settled: u32,
    #[doc = "```text\nthe ranks are no further than this from the exact ones, in L1, all rounding included; at most 2\n```"]
    pub error: f64,
    #[doc = "```text\nforward push: nodes with a residual, before residual_capacity\n```"]
    pub residuals: u64,
    #[doc = "```text\nforward push: rank that came back and nobody got yet, from 0 to 1\n```"]
    pub waiting: f64,
}
#[test]
fn bindgen_test_layout_engram_pagerank_info() {
    const UNINIT: ::core::mem::MaybeUninit<engram_pagerank_info> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_pagerank_info>(),
        64usize,
        "Size of engram_pagerank_info"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_pagerank_info>(),
        8usize,
        "Alignment of engram_pagerank_info"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_pagerank_info::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).iterations) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_pagerank_info::iterations"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edges) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_pagerank_info::edges"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).pushes) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_pagerank_info::pushes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).active) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_pagerank_info::active"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).truncated) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_pagerank_info::truncated"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).settled) as usize - ptr as usize },
        36usize,
        "Offset of field: engram_pagerank_info::settled"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).error) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_pagerank_info::error"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).residuals) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_pagerank_info::residuals"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).waiting) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_pagerank_info::waiting"
    );
}
#[doc = "```text\nThe form of a forgetting curve: the fraction R left after t seconds. Asymptote and floor apply to every form:\nfactor = max(floor, asymptote + (1 - asymptote) * R(t)). Since: 0.1.0\n```"]
pub type engram_curve_form = u32;
#[doc = "```text\ne^(-t / scale)\n```"]
pub const ENGRAM_CURVE_EXPONENTIAL_TAU: u32 = 1;
#[doc = "```text\n2^(-t / scale)\n```"]
pub const ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE: u32 = 2;
#[doc = "```text\ne^(-scale * t), scale is per second\n```"]
pub const ENGRAM_CURVE_EXPONENTIAL_RATE: u32 = 3;
#[doc = "```text\n(1 + t / scale)^-exponent\n```"]
pub const ENGRAM_CURVE_POWER: u32 = 4;
#[doc = "```text\nmax(1, t / scale)^-exponent: nothing is lost before t = scale\n```"]
pub const ENGRAM_CURVE_POWER_RATIO: u32 = 5;
#[doc = "```text\nt < late: e^(-t / scale), then e^(-late / scale) * (t / late)^-exponent (Wixted)\n```"]
pub const ENGRAM_CURVE_HYBRID: u32 = 6;
#[doc = "```text\ne^(-(t / scale)^exponent), the Weibull survival function\n```"]
pub const ENGRAM_CURVE_STRETCHED: u32 = 7;
#[doc = "```text\nmax(0, 1 - t / scale)\n```"]
pub const ENGRAM_CURVE_LINEAR: u32 = 8;
#[doc = "```text\n1 / (1 + t / scale)\n```"]
pub const ENGRAM_CURVE_HYPERBOLIC: u32 = 9;
#[doc = "```text\naccesses < threshold: e^(-t / scale), else (1 + t / late)^-exponent\n```"]
pub const ENGRAM_CURVE_TWO_COMPONENT: u32 = 10;
#[doc = "```text\nmin(1, e^(-t / scale) + weight * e^(-t / late))\n```"]
pub const ENGRAM_CURVE_DUAL_EXPONENTIAL: u32 = 11;
#[doc = "```text\nA forgetting curve. Set size to sizeof(engram_curve); fields that a form does not use are ignored, and fields missing\nin a smaller struct are 0. Ranges: scale and late are finite and > 0, and from 2^-200 to 2^200 unless the form is an\nEXPONENTIAL; exponent from above 0 to 64; asymptote and floor from 0 to 1; weight from 0 to 2^20. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_curve {
    #[doc = "```text\nsizeof(engram_curve)\n```"]
    pub size: u32,
    #[doc = "```text\nwhich formula\n```"]
    pub form: engram_curve_form,
    #[doc = "```text\ntau, half-life, rate per second, or scale, in seconds\n```"]
    pub scale: f64,
    #[doc = "```text\nof the power and stretched forms\n```"]
    pub exponent: f64,
    #[doc = "```text\nwhat remains for ever; 0 for none\n```"]
    pub asymptote: f64,
    #[doc = "```text\nthe factor is never below it; 0 for none\n```"]
    pub floor: f64,
    #[doc = "```text\nseconds: crossover (hybrid), scale of the power (two component), slow tau (dual)\n```"]
    pub late: f64,
    #[doc = "```text\nof the slow exponential (dual)\n```"]
    pub weight: f64,
    #[doc = "```text\naccesses from which the power law holds (two component)\n```"]
    pub threshold: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
}
#[test]
fn bindgen_test_layout_engram_curve() {
    const UNINIT: ::core::mem::MaybeUninit<engram_curve> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_curve>(),
        64usize,
        "Size of engram_curve"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_curve>(),
        8usize,
        "Alignment of engram_curve"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_curve::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).form) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_curve::form"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scale) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_curve::scale"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).exponent) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_curve::exponent"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).asymptote) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_curve::asymptote"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).floor) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_curve::floor"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).late) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_curve::late"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).weight) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_curve::weight"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).threshold) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_curve::threshold"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        60usize,
        "Offset of field: engram_curve::reserved"
    );
}
#[doc = "```text\nCurves of known systems. Values begin at 101, so that none is one of ENGRAM_SPREAD_PRESET. Since: 0.1.0\n```"]
pub type engram_curve_preset_id = u32;
#[doc = "```text\ntau 86400 s: what engram_apply_decay() does\n```"]
pub const ENGRAM_CURVE_PRESET_ENGRAM_KERNEL: u32 = 101;
#[doc = "```text\ntau 1.96 h\n```"]
pub const ENGRAM_CURVE_PRESET_ENGRAM_EXPONENTIAL: u32 = 102;
#[doc = "```text\n(1 + hours)^-0.18\n```"]
pub const ENGRAM_CURVE_PRESET_ENGRAM_POWER: u32 = 103;
#[doc = "```text\n(1 + days)^-0.18\n```"]
pub const ENGRAM_CURVE_PRESET_ENGRAM_NEOCORTICAL: u32 = 104;
#[doc = "```text\ntau 18 h; from 3 accesses (1 + hours)^-0.18\n```"]
pub const ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT: u32 = 105;
#[doc = "```text\ntau 0.8 h, from 24 h exponent 0.25; continuous, unlike the original\n```"]
pub const ENGRAM_CURVE_PRESET_ENGRAM_HYBRID: u32 = 106;
#[doc = "```text\nhalf-life 7 days\n```"]
pub const ENGRAM_CURVE_PRESET_MEM0: u32 = 107;
#[doc = "```text\nhalf-life 24 h\n```"]
pub const ENGRAM_CURVE_PRESET_SHODH_EDGE: u32 = 108;
#[doc = "```text\nhalf-life 14 days\n```"]
pub const ENGRAM_CURVE_PRESET_SHODH_LONG_TERM: u32 = 109;
#[doc = "```text\nhalf-life 180 days\n```"]
pub const ENGRAM_CURVE_PRESET_SHODH_FACT: u32 = 110;
#[doc = "```text\nhalf-life 1 day, from day 3 exponent 0.5\n```"]
pub const ENGRAM_CURVE_PRESET_SHODH_HYBRID: u32 = 111;
#[doc = "```text\nhalf-life 2 days, from day 3 exponent 0.3\n```"]
pub const ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT: u32 = 112;
#[doc = "```text\nrate 0.015 per day\n```"]
pub const ENGRAM_CURVE_PRESET_OPENMEMORY_EPISODIC: u32 = 113;
#[doc = "```text\nrate 0.005 per day\n```"]
pub const ENGRAM_CURVE_PRESET_OPENMEMORY_SEMANTIC: u32 = 114;
#[doc = "```text\nrate 0.008 per day\n```"]
pub const ENGRAM_CURVE_PRESET_OPENMEMORY_PROCEDURAL: u32 = 115;
#[doc = "```text\nrate 0.020 per day\n```"]
pub const ENGRAM_CURVE_PRESET_OPENMEMORY_EMOTIONAL: u32 = 116;
#[doc = "```text\nrate 0.001 per day\n```"]
pub const ENGRAM_CURVE_PRESET_OPENMEMORY_REFLECTIVE: u32 = 117;
#[doc = "```text\nrates 0.015 and 0.002 per day, the slow one with weight 0.4\n```"]
pub const ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL: u32 = 118;
#[doc = "```text\nrate 0.03 per day\n```"]
pub const ENGRAM_CURVE_PRESET_KIROCREW: u32 = 119;
#[doc = "```text\n(t / 30 min)^-0.15, floor 0.10\n```"]
pub const ENGRAM_CURVE_PRESET_SPECTOR: u32 = 120;
#[doc = "```text\n(t / 30 min)^-0.08, floor 0.15\n```"]
pub const ENGRAM_CURVE_PRESET_SPECTOR_SLOW: u32 = 121;
#[doc = "```text\n(t / 30 min)^-0.30, floor 0.05\n```"]
pub const ENGRAM_CURVE_PRESET_SPECTOR_FAST: u32 = 122;
#[doc = "```text\n0.10 + 0.90 * (1 + days)^-0.18\n```"]
pub const ENGRAM_CURVE_PRESET_PERFECTMAN: u32 = 123;
#[doc = "```text\nlinear, 0 after 10 days\n```"]
pub const ENGRAM_CURVE_PRESET_POWERCONTEXT: u32 = 124;
#[doc = "```text\nThe unit of u64 times. Since: 0.1.0\n```"]
pub type engram_time_unit = u32;
#[doc = "```text\n1 s\n```"]
pub const ENGRAM_TIME_SECONDS: u32 = 0;
#[doc = "```text\n10^-3 s\n```"]
pub const ENGRAM_TIME_MILLISECONDS: u32 = 1;
#[doc = "```text\n10^-6 s\n```"]
pub const ENGRAM_TIME_MICROSECONDS: u32 = 2;
#[doc = "```text\n10^-9 s\n```"]
pub const ENGRAM_TIME_NANOSECONDS: u32 = 3;
#[doc = "```text\nWhat u64 times mean: ages, or points on a clock before now. Since: 0.1.0\n```"]
pub type engram_time_kind = u32;
#[doc = "```text\ntime since the event\n```"]
pub const ENGRAM_TIMES_AGES: u32 = 0;
#[doc = "```text\ntime of the event, on the clock of `now`\n```"]
pub const ENGRAM_TIMES_STAMPS: u32 = 1;
#[doc = "```text\nOne time per row. Of a timestamp t the age is now - t; a timestamp later than now, from a clock that stepped back,\ncounts as age 0 and is counted in the report. now is an argument: nothing here reads a clock. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_times {
    #[doc = "```text\nsizeof(engram_times)\n```"]
    pub size: u32,
    #[doc = "```text\nof values and now\n```"]
    pub unit: engram_time_unit,
    #[doc = "```text\nages or timestamps, one per row\n```"]
    pub values: *const u64,
    #[doc = "```text\nwhich of the two\n```"]
    pub kind: engram_time_kind,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nthe present, for timestamps; 0 for ages, where it would say nothing\n```"]
    pub now: u64,
}
#[test]
fn bindgen_test_layout_engram_times() {
    const UNINIT: ::core::mem::MaybeUninit<engram_times> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_times>(),
        32usize,
        "Size of engram_times"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_times>(),
        8usize,
        "Alignment of engram_times"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_times::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).unit) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_times::unit"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).values) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_times::values"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).kind) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_times::kind"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_times::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).now) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_times::now"
    );
}
#[doc = "```text\nWhat differs from row to row; null for \"as the curve says\", and a null pointer to the struct for all of it. A row's\nparameter gives the same bits as the same value in the curve. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_decay_options {
    #[doc = "```text\nsizeof(engram_decay_options)\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nin place of curve.scale\n```"]
    pub scales: *const f32,
    #[doc = "```text\nin place of curve.exponent, and like it ignored by forms that have none\n```"]
    pub exponents: *const f32,
    #[doc = "```text\nuse counts; required by the two-component form, ignored by others\n```"]
    pub accesses: *const u32,
    #[doc = "```text\nbit i % 64 of word i / 64 set: row i keeps factor 1\n```"]
    pub pins: *const u64,
}
#[test]
fn bindgen_test_layout_engram_decay_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_decay_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_decay_options>(),
        40usize,
        "Size of engram_decay_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_decay_options>(),
        8usize,
        "Alignment of engram_decay_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_decay_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_decay_options::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scales) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_decay_options::scales"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).exponents) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_decay_options::exponents"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).accesses) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_decay_options::accesses"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).pins) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_decay_options::pins"
    );
}
#[doc = "```text\nWhat a batch met. Set size; the call fills in the rest, after an error too. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_decay_report {
    #[doc = "```text\nsizeof(engram_decay_report)\n```"]
    pub size: u32,
    #[doc = "```text\nleft alone\n```"]
    pub reserved: u32,
    #[doc = "```text\ntimestamps later than now\n```"]
    pub skewed: u64,
    #[doc = "```text\nfirst row whose scale or exponent is out of range (ENGRAM_ERROR_ARGUMENT); else UINT64_MAX\n```"]
    pub bad_row: u64,
}
#[test]
fn bindgen_test_layout_engram_decay_report() {
    const UNINIT: ::core::mem::MaybeUninit<engram_decay_report> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_decay_report>(),
        24usize,
        "Size of engram_decay_report"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_decay_report>(),
        8usize,
        "Alignment of engram_decay_report"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_decay_report::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_decay_report::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).skewed) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_decay_report::skewed"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).bad_row) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_decay_report::bad_row"
    );
}
#[doc = "```text\nA row that decay took below a threshold, and by which factor. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_suppressed {
    pub row: u64,
    #[doc = "```text\nstrengths[row]\n```"]
    pub before: f32,
    #[doc = "```text\nbefore * factor, rounded, is below the threshold\n```"]
    pub factor: f32,
}
#[test]
fn bindgen_test_layout_engram_suppressed() {
    const UNINIT: ::core::mem::MaybeUninit<engram_suppressed> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_suppressed>(),
        16usize,
        "Size of engram_suppressed"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_suppressed>(),
        8usize,
        "Alignment of engram_suppressed"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).row) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_suppressed::row"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).before) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_suppressed::before"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).factor) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_suppressed::factor"
    );
}
#[doc = "```text\nThe rows that were found. The call fills in total, and of rows the first min(total, capacity). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_suppressed_rows {
    #[doc = "```text\nsizeof(engram_suppressed_rows)\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nroom for `capacity` entries; may be null when capacity is 0; must not overlap an input\n```"]
    pub rows: *mut engram_suppressed,
    pub capacity: u64,
    #[doc = "```text\nhow many there are\n```"]
    pub total: u64,
}
#[test]
fn bindgen_test_layout_engram_suppressed_rows() {
    const UNINIT: ::core::mem::MaybeUninit<engram_suppressed_rows> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_suppressed_rows>(),
        32usize,
        "Size of engram_suppressed_rows"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_suppressed_rows>(),
        8usize,
        "Alignment of engram_suppressed_rows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_suppressed_rows::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_suppressed_rows::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).rows) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_suppressed_rows::rows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).capacity) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_suppressed_rows::capacity"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).total) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_suppressed_rows::total"
    );
}
#[doc = "```text\nWhat happens when a request does not fit. Since: 0.1.0\n```"]
pub type engram_arena_overflow = u32;
#[doc = "```text\na line on standard error, then abort()\n```"]
pub const ENGRAM_ARENA_PANIC: u32 = 0;
#[doc = "```text\nENGRAM_ERROR_MEMORY; nothing else changes\n```"]
pub const ENGRAM_ARENA_ERROR_RETURN: u32 = 1;
#[doc = "```text\nmemory from the system or the allocator hooks, released on reset or rewind\n```"]
pub const ENGRAM_ARENA_FALLBACK: u32 = 2;
#[doc = "```text\nHow an arena behaves. Set size to sizeof(engram_arena_options); a smaller size is accepted. Start from\nengram_arena_options_get(), which has the configuration in force. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_arena_options {
    #[doc = "```text\nsizeof(engram_arena_options)\n```"]
    pub size: u32,
    #[doc = "```text\ndefault fallback\n```"]
    pub overflow: engram_arena_overflow,
    #[doc = "```text\nof the pool: 65,536 to 1,073,741,824; default 1,048,576\n```"]
    pub bytes: u64,
    #[doc = "```text\n1: reset and rewind zero what was used; default 1\n```"]
    pub zero_on_reset: u32,
    #[doc = "```text\n1: ask the system for huge pages when bytes >= 2 MiB; default 0\n```"]
    pub huge_pages: u32,
    #[doc = "```text\nengram_arena_create() only: the caller's memory, `bytes` of it (from 1 byte\nup), instead of the system's; it must outlive the arena\n```"]
    pub memory: *mut crate::ctypes::c_void,
    #[doc = "```text\nengram_arena_create() only: where pool and fallback memory come from; copied;\nnull for the system\n```"]
    pub allocator: *const engram_allocator,
}
#[test]
fn bindgen_test_layout_engram_arena_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_arena_options> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_arena_options>(),
        40usize,
        "Size of engram_arena_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_arena_options>(),
        8usize,
        "Alignment of engram_arena_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_arena_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).overflow) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_arena_options::overflow"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).bytes) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_arena_options::bytes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).zero_on_reset) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_arena_options::zero_on_reset"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).huge_pages) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_arena_options::huge_pages"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).memory) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_arena_options::memory"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).allocator) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_arena_options::allocator"
    );
}
#[doc = "```text\nAn arena. The fields serve the inline functions below and never move; read and write none of them. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_arena {
    #[doc = "```text\nthe next free byte\n```"]
    pub next: usize,
    #[doc = "```text\none past the last\n```"]
    pub end: usize,
    #[doc = "```text\nthe first\n```"]
    pub begin: usize,
    #[doc = "```text\nthe largest `next` that a reset has seen\n```"]
    pub peak: usize,
    #[doc = "```text\nso far\n```"]
    pub resets: u64,
    #[doc = "```text\nnot 0: a reset has more to do than the inline function knows\n```"]
    pub detour: u32,
    #[doc = "```text\n0: alive and not in the middle of a call\n```"]
    pub state: u32,
}
#[test]
fn bindgen_test_layout_engram_arena() {
    const UNINIT: ::core::mem::MaybeUninit<engram_arena> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_arena>(),
        48usize,
        "Size of engram_arena"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_arena>(),
        8usize,
        "Alignment of engram_arena"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).next) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_arena::next"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).end) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_arena::end"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).begin) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_arena::begin"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).peak) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_arena::peak"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).resets) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_arena::resets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).detour) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_arena::detour"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).state) as usize - ptr as usize },
        44usize,
        "Offset of field: engram_arena::state"
    );
}
#[doc = "```text\nA point to rewind to. The fields are private. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_arena_mark {
    pub arena: *const crate::ctypes::c_void,
    pub block: *const crate::ctypes::c_void,
    pub next: usize,
    pub spill_next: usize,
    pub spill_end: usize,
    pub extra: u64,
    pub resets: u64,
    pub serial: u64,
    pub parent: u64,
    pub depth: u64,
}
#[test]
fn bindgen_test_layout_engram_arena_mark() {
    const UNINIT: ::core::mem::MaybeUninit<engram_arena_mark> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_arena_mark>(),
        80usize,
        "Size of engram_arena_mark"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_arena_mark>(),
        8usize,
        "Alignment of engram_arena_mark"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_arena_mark::arena"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).block) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_arena_mark::block"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).next) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_arena_mark::next"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).spill_next) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_arena_mark::spill_next"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).spill_end) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_arena_mark::spill_end"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).extra) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_arena_mark::extra"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).resets) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_arena_mark::resets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).serial) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_arena_mark::serial"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).parent) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_arena_mark::parent"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).depth) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_arena_mark::depth"
    );
}
#[doc = "```text\nWhat an arena holds and has done. Set size to sizeof(engram_arena_usage). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_arena_usage {
    #[doc = "```text\nsizeof(engram_arena_usage); smaller is accepted and filled that far\n```"]
    pub size: u32,
    #[doc = "```text\npools alive that the numbers speak of\n```"]
    pub arenas: u32,
    #[doc = "```text\nbytes of pool\n```"]
    pub capacity: u64,
    #[doc = "```text\nbytes in use, padding and fallback memory included\n```"]
    pub used: u64,
    #[doc = "```text\nthe largest `used` of any one arena\n```"]
    pub high_water: u64,
    #[doc = "```text\nresets, and kernel calls that gave back scratch\n```"]
    pub resets: u64,
    #[doc = "```text\nrequests that did not fit the pool\n```"]
    pub overflows: u64,
    #[doc = "```text\nof these, answered with other memory\n```"]
    pub fallbacks: u64,
    #[doc = "```text\nsuch memory held now\n```"]
    pub fallback_bytes: u64,
}
#[test]
fn bindgen_test_layout_engram_arena_usage() {
    const UNINIT: ::core::mem::MaybeUninit<engram_arena_usage> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_arena_usage>(),
        64usize,
        "Size of engram_arena_usage"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_arena_usage>(),
        8usize,
        "Alignment of engram_arena_usage"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_arena_usage::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arenas) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_arena_usage::arenas"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).capacity) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_arena_usage::capacity"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).used) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_arena_usage::used"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).high_water) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_arena_usage::high_water"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).resets) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_arena_usage::resets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).overflows) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_arena_usage::overflows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).fallbacks) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_arena_usage::fallbacks"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).fallback_bytes) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_arena_usage::fallback_bytes"
    );
}
#[doc = "```text\nENGRAM_METRICS_BOUNDS, and one without a bound\n```"]
pub const ENGRAM_METRICS_BUCKETS: u32 = 23;
#[doc = "```text\nWhat belongs to no family. Set size to sizeof(engram_metrics). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_metrics {
    #[doc = "```text\nsizeof(engram_metrics); smaller is accepted and filled that far\n```"]
    pub size: u32,
    #[doc = "```text\nthat have counted and are alive\n```"]
    pub threads: u32,
    #[doc = "```text\ncalls lost because a thread got no memory for its counters\n```"]
    pub uncounted: u64,
    #[doc = "```text\nas in engram_arena_usage\n```"]
    pub arenas: u64,
    #[doc = "```text\nas in engram_arena_usage\n```"]
    pub arena_capacity: u64,
    #[doc = "```text\nas in engram_arena_usage\n```"]
    pub arena_used: u64,
    #[doc = "```text\nas in engram_arena_usage\n```"]
    pub arena_high_water: u64,
    #[doc = "```text\nas there\n```"]
    pub arena_resets: u64,
    #[doc = "```text\nas there\n```"]
    pub arena_overflows: u64,
    #[doc = "```text\nas there\n```"]
    pub arena_fallbacks: u64,
    #[doc = "```text\nas there\n```"]
    pub arena_fallback_bytes: u64,
}
#[test]
fn bindgen_test_layout_engram_metrics() {
    const UNINIT: ::core::mem::MaybeUninit<engram_metrics> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_metrics>(),
        80usize,
        "Size of engram_metrics"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_metrics>(),
        8usize,
        "Alignment of engram_metrics"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_metrics::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).threads) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_metrics::threads"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).uncounted) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_metrics::uncounted"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arenas) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_metrics::arenas"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_capacity) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_metrics::arena_capacity"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_used) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_metrics::arena_used"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_high_water) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_metrics::arena_high_water"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_resets) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_metrics::arena_resets"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_overflows) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_metrics::arena_overflows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_fallbacks) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_metrics::arena_fallbacks"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_fallback_bytes) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_metrics::arena_fallback_bytes"
    );
}
#[doc = "```text\nWhat a family has done on a level. Set size to sizeof(engram_path_metrics). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_path_metrics {
    #[doc = "```text\nsizeof(engram_path_metrics); smaller is accepted and filled that far\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nthat succeeded\n```"]
    pub calls: u64,
    #[doc = "```text\nrows scored, edges walked, strengths decayed\n```"]
    pub items: u64,
    #[doc = "```text\nof input they read, counted once\n```"]
    pub bytes: u64,
    #[doc = "```text\nself-checks that found the level wrong\n```"]
    pub self_check_failures: u64,
    #[doc = "```text\ncalls measured\n```"]
    pub timed_calls: u64,
    #[doc = "```text\ntheir time\n```"]
    pub timed_ns: u64,
    #[doc = "```text\ncalls measured at or below each bound, and above the one before\n```"]
    pub buckets: [u64; 23usize],
}
#[test]
fn bindgen_test_layout_engram_path_metrics() {
    const UNINIT: ::core::mem::MaybeUninit<engram_path_metrics> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_path_metrics>(),
        240usize,
        "Size of engram_path_metrics"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_path_metrics>(),
        8usize,
        "Alignment of engram_path_metrics"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_path_metrics::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_path_metrics::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).calls) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_path_metrics::calls"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).items) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_path_metrics::items"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).bytes) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_path_metrics::bytes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).self_check_failures) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_path_metrics::self_check_failures"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).timed_calls) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_path_metrics::timed_calls"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).timed_ns) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_path_metrics::timed_ns"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).buckets) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_path_metrics::buckets"
    );
}
#[doc = "```text\nA rare event. Since: 0.1.0\n```"]
pub type engram_event = u32;
#[doc = "```text\na family settled on a level, or was moved to one\n```"]
pub const ENGRAM_EVENT_LEVEL_CHOSEN: u32 = 1;
#[doc = "```text\nan arena overflowed: its 1st, 2nd, 4th, 8th ... time\n```"]
pub const ENGRAM_EVENT_ARENA_OVERFLOW: u32 = 2;
#[doc = "```text\na value of the environment was refused\n```"]
pub const ENGRAM_EVENT_SETTING_REFUSED: u32 = 3;
#[doc = "```text\na level computed wrongly and was disabled\n```"]
pub const ENGRAM_EVENT_SELF_CHECK_FAILED: u32 = 4;
#[doc = "```text\na self-check found nothing\n```"]
pub const ENGRAM_EVENT_SELF_CHECK_PASSED: u32 = 5;
#[doc = "```text\nTold about each event: one sentence without a line end, valid during the call. It may be called on any thread that\nuses the library, on several at once; events that arise inside it are dropped. Since: 0.1.0\n```"]
pub type engram_log = ::core::option::Option<
    unsafe extern "C" fn(
        context: *mut crate::ctypes::c_void,
        event: engram_event,
        message: *const crate::ctypes::c_char,
    ),
>;
#[doc = "```text\nWhat a self-check found. Set size to sizeof(engram_self_check_result). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_self_check_result {
    #[doc = "```text\nsizeof(engram_self_check_result)\n```"]
    pub size: u32,
    #[doc = "```text\nvectors run: checks of a family times its levels\n```"]
    pub checks: u32,
    #[doc = "```text\nof these, wrong\n```"]
    pub failures: u32,
    #[doc = "```text\nthe first that failed, an engram_level; 0 when none did\n```"]
    pub failed_level: u32,
    #[doc = "```text\nits family, an ENGRAM_FAMILY_ value; 0 when none did\n```"]
    pub failed_family: u32,
    pub reserved: u32,
    #[doc = "```text\nits name, static text; null when none did\n```"]
    pub failed_check: *const crate::ctypes::c_char,
}
#[test]
fn bindgen_test_layout_engram_self_check_result() {
    const UNINIT: ::core::mem::MaybeUninit<engram_self_check_result> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_self_check_result>(),
        32usize,
        "Size of engram_self_check_result"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_self_check_result>(),
        8usize,
        "Alignment of engram_self_check_result"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_self_check_result::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).checks) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_self_check_result::checks"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).failures) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_self_check_result::failures"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).failed_level) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_self_check_result::failed_level"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).failed_family) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_self_check_result::failed_family"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_self_check_result::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).failed_check) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_self_check_result::failed_check"
    );
}
#[doc = "```text\nHow diagnostics are written. Since: 0.1.0\n```"]
pub type engram_format = u32;
#[doc = "```text\nfor people: one fact per line\n```"]
pub const ENGRAM_FORMAT_TEXT: u32 = 1;
#[doc = "```text\nfor programs: one object\n```"]
pub const ENGRAM_FORMAT_JSON: u32 = 2;
#[doc = "```text\nWhat is to be stored and used. Set size to sizeof(engram_capacity_plan); 0 leaves a part out. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_capacity_plan {
    #[doc = "```text\nsizeof(engram_capacity_plan)\n```"]
    pub size: u32,
    #[doc = "```text\nof one vector element: 32, 16, 8 or 1\n```"]
    pub bits: u32,
    #[doc = "```text\nvectors\n```"]
    pub rows: u64,
    #[doc = "```text\nelements of one\n```"]
    pub dim: u64,
    #[doc = "```text\nof the graph, below 2^32\n```"]
    pub nodes: u64,
    #[doc = "```text\nof the graph\n```"]
    pub edges: u64,
    #[doc = "```text\nmemories that decay\n```"]
    pub strengths: u64,
    #[doc = "```text\nthat call the library\n```"]
    pub threads: u64,
    #[doc = "```text\npool of each; 0 for the configuration in force\n```"]
    pub arena_bytes: u64,
    #[doc = "```text\n1: i8 codes beside the rows, as from engram_codes_build()\n```"]
    pub codes: u32,
    #[doc = "```text\n1: the graph is also prepared by engram_graph_create(), 2: the same with no_pull\n```"]
    pub prepared: u32,
    #[doc = "```text\n1: its edges have types\n```"]
    pub typed: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nof engram_workspace_create(), each for all nodes\n```"]
    pub workspaces: u64,
}
#[test]
fn bindgen_test_layout_engram_capacity_plan() {
    const UNINIT: ::core::mem::MaybeUninit<engram_capacity_plan> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_capacity_plan>(),
        88usize,
        "Size of engram_capacity_plan"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_capacity_plan>(),
        8usize,
        "Alignment of engram_capacity_plan"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_capacity_plan::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).bits) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_capacity_plan::bits"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).rows) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_capacity_plan::rows"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).dim) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_capacity_plan::dim"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).nodes) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_capacity_plan::nodes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).edges) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_capacity_plan::edges"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).strengths) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_capacity_plan::strengths"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).threads) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_capacity_plan::threads"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_bytes) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_capacity_plan::arena_bytes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).codes) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_capacity_plan::codes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).prepared) as usize - ptr as usize },
        68usize,
        "Offset of field: engram_capacity_plan::prepared"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).typed) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_capacity_plan::typed"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        76usize,
        "Offset of field: engram_capacity_plan::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).workspaces) as usize - ptr as usize },
        80usize,
        "Offset of field: engram_capacity_plan::workspaces"
    );
}
#[doc = "```text\nBytes. Set size to sizeof(engram_capacity). Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_capacity {
    #[doc = "```text\nsizeof(engram_capacity)\n```"]
    pub size: u32,
    pub reserved: u32,
    #[doc = "```text\nrows * ceil(dim * bits / 8)\n```"]
    pub vectors: u64,
    #[doc = "```text\nrows * 4, with codes: their norms\n```"]
    pub norms: u64,
    #[doc = "```text\nthe caller's: (nodes + 1) * 8 offsets + edges * (4 target + 4 weight + 1 if typed)\n```"]
    pub graph: u64,
    #[doc = "```text\nnodes * 4, in the arena of each thread that spreads without a workspace\n```"]
    pub spreading_scratch: u64,
    #[doc = "```text\nstrengths * (4 value + 8 age)\n```"]
    pub strengths: u64,
    #[doc = "```text\nthreads * (pool + bookkeeping); resident only as far as it was touched\n```"]
    pub arenas: u64,
    #[doc = "```text\npool in which that scratch fits, rounded up to 64 KiB\n```"]
    pub arena_wanted: u64,
    #[doc = "```text\nall of it but arena_wanted; scratch counts within the arenas, and beside them for\neach thread where it does not fit\n```"]
    pub total: u64,
    #[doc = "```text\nrows * 4 where bits is 8\n```"]
    pub scales: u64,
    #[doc = "```text\nrows * (dim codes + 4 scale + 4 error)\n```"]
    pub codes: u64,
    #[doc = "```text\nthe prepared graph: nodes * 8 + edges * 8, typed + edges, by target + nodes * 8.5 +\nedges * 8. Padding is left out: engram_graph_size() knows it\n```"]
    pub prepared: u64,
    #[doc = "```text\nworkspaces * engram_workspace_size(nodes)\n```"]
    pub workspaces: u64,
}
#[test]
fn bindgen_test_layout_engram_capacity() {
    const UNINIT: ::core::mem::MaybeUninit<engram_capacity> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_capacity>(),
        104usize,
        "Size of engram_capacity"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_capacity>(),
        8usize,
        "Alignment of engram_capacity"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_capacity::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_capacity::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).vectors) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_capacity::vectors"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).norms) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_capacity::norms"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).graph) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_capacity::graph"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).spreading_scratch) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_capacity::spreading_scratch"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).strengths) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_capacity::strengths"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arenas) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_capacity::arenas"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).arena_wanted) as usize - ptr as usize },
        56usize,
        "Offset of field: engram_capacity::arena_wanted"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).total) as usize - ptr as usize },
        64usize,
        "Offset of field: engram_capacity::total"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).scales) as usize - ptr as usize },
        72usize,
        "Offset of field: engram_capacity::scales"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).codes) as usize - ptr as usize },
        80usize,
        "Offset of field: engram_capacity::codes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).prepared) as usize - ptr as usize },
        88usize,
        "Offset of field: engram_capacity::prepared"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).workspaces) as usize - ptr as usize },
        96usize,
        "Offset of field: engram_capacity::workspaces"
    );
}
#[doc = "```text\nVersions of the algorithm. Since: 0.1.0\n```"]
pub type engram_fsrs_version = u32;
#[doc = "```text\n17 weights\n```"]
pub const ENGRAM_FSRS_4_5: u32 = 45;
#[doc = "```text\n19 weights: same-day reviews\n```"]
pub const ENGRAM_FSRS_5: u32 = 50;
#[doc = "```text\n21 weights: trainable curve\n```"]
pub const ENGRAM_FSRS_6: u32 = 60;
#[doc = "```text\nThe weights w0, w1, ...; those beyond the version's count are ignored. w0 to w3 are above 0 to 100, w20 from 2^-10 to 20;\nthose that enter as a term or factor (w4, w6, w7, w11, w15, w16) are from -100 to 100, those that enter in an exponent\n(all others) from -20 to 20. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_fsrs {
    #[doc = "```text\nsizeof(engram_fsrs)\n```"]
    pub size: u32,
    #[doc = "```text\nwhich formulas\n```"]
    pub version: engram_fsrs_version,
    #[doc = "```text\nw0 to w20\n```"]
    pub weights: [f64; 21usize],
}
#[test]
fn bindgen_test_layout_engram_fsrs() {
    const UNINIT: ::core::mem::MaybeUninit<engram_fsrs> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_fsrs>(),
        176usize,
        "Size of engram_fsrs"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_fsrs>(),
        8usize,
        "Alignment of engram_fsrs"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_fsrs::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).version) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_fsrs::version"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).weights) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_fsrs::weights"
    );
}
#[doc = "```text\nOne review per row: the grade, the state before, and room for the state after. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_fsrs_reviews {
    #[doc = "```text\nsizeof(engram_fsrs_reviews)\n```"]
    pub size: u32,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nrows; every array holds that many\n```"]
    pub count: u64,
    #[doc = "```text\nG, 1 to 4; 0 is no review: a new memory stays as it is, another is brought into its bounds\n```"]
    pub grades: *const u8,
    #[doc = "```text\nS, finite and >= 0; 0 is a new memory, whose state comes from the grade alone\n```"]
    pub stabilities: *const f32,
    #[doc = "```text\nD, finite\n```"]
    pub difficulties: *const f32,
    #[doc = "```text\nS after, from 0.001 to 36500; may be stabilities, but no other overlap\n```"]
    pub out_stabilities: *mut f32,
    #[doc = "```text\nD after, from 1 to 10; may be difficulties, but no other overlap\n```"]
    pub out_difficulties: *mut f32,
}
#[test]
fn bindgen_test_layout_engram_fsrs_reviews() {
    const UNINIT: ::core::mem::MaybeUninit<engram_fsrs_reviews> =
        ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_fsrs_reviews>(),
        56usize,
        "Size of engram_fsrs_reviews"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_fsrs_reviews>(),
        8usize,
        "Alignment of engram_fsrs_reviews"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_fsrs_reviews::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_fsrs_reviews::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).count) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_fsrs_reviews::count"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).grades) as usize - ptr as usize },
        16usize,
        "Offset of field: engram_fsrs_reviews::grades"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).stabilities) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_fsrs_reviews::stabilities"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).difficulties) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_fsrs_reviews::difficulties"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).out_stabilities) as usize - ptr as usize },
        40usize,
        "Offset of field: engram_fsrs_reviews::out_stabilities"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).out_difficulties) as usize - ptr as usize },
        48usize,
        "Offset of field: engram_fsrs_reviews::out_difficulties"
    );
}
#[doc = "```text\nWhere results are held: low < high, both finite. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_bounds {
    pub low: f32,
    pub high: f32,
}
#[test]
fn bindgen_test_layout_engram_bounds() {
    const UNINIT: ::core::mem::MaybeUninit<engram_bounds> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_bounds>(),
        8usize,
        "Size of engram_bounds"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_bounds>(),
        4usize,
        "Alignment of engram_bounds"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).low) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_bounds::low"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).high) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_bounds::high"
    );
}
#[doc = "```text\nHow engram_reinforce_oja() works. Since: 0.1.0\n```"]
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct engram_oja_options {
    #[doc = "```text\nsizeof(engram_oja_options)\n```"]
    pub size: u32,
    #[doc = "```text\n0 to 1\n```"]
    pub rate: f32,
    #[doc = "```text\nfinite; both ends of a pair must be as active. 0 lets every pair learn that is not inhibited\n```"]
    pub threshold: f32,
    #[doc = "```text\nof the weights that learn\n```"]
    pub bounds: engram_bounds,
    #[doc = "```text\n0\n```"]
    pub reserved: u32,
    #[doc = "```text\nhow many memories there are\n```"]
    pub nodes: u64,
    #[doc = "```text\n`nodes` values\n```"]
    pub activations: *const f32,
}
#[test]
fn bindgen_test_layout_engram_oja_options() {
    const UNINIT: ::core::mem::MaybeUninit<engram_oja_options> = ::core::mem::MaybeUninit::uninit();
    let ptr = UNINIT.as_ptr();
    assert_eq!(
        ::core::mem::size_of::<engram_oja_options>(),
        40usize,
        "Size of engram_oja_options"
    );
    assert_eq!(
        ::core::mem::align_of::<engram_oja_options>(),
        8usize,
        "Alignment of engram_oja_options"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).size) as usize - ptr as usize },
        0usize,
        "Offset of field: engram_oja_options::size"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).rate) as usize - ptr as usize },
        4usize,
        "Offset of field: engram_oja_options::rate"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).threshold) as usize - ptr as usize },
        8usize,
        "Offset of field: engram_oja_options::threshold"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).bounds) as usize - ptr as usize },
        12usize,
        "Offset of field: engram_oja_options::bounds"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).reserved) as usize - ptr as usize },
        20usize,
        "Offset of field: engram_oja_options::reserved"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).nodes) as usize - ptr as usize },
        24usize,
        "Offset of field: engram_oja_options::nodes"
    );
    assert_eq!(
        unsafe { ::core::ptr::addr_of!((*ptr).activations) as usize - ptr as usize },
        32usize,
        "Offset of field: engram_oja_options::activations"
    );
}
extern "C" {
    #[doc = "```text\nA sentence for people: what is wrong with the call and what to do. Static text, never null, also for a value\nthat is no status. Since: 0.1.0\n```"]
    pub fn engram_status_text(status: engram_status) -> *const crate::ctypes::c_char;
    #[doc = "```text\nThe name of the constant, such as \"ENGRAM_ERROR_NULL\"; \"unknown status\" for a value that is none. Since: 0.1.0\n```"]
    pub fn engram_status_name(status: engram_status) -> *const crate::ctypes::c_char;
    #[doc = "```text\nWhat the last refused call of the calling thread refused: the argument or field by its name, and where it is a number\nwhat it may be, such as \"options.damping: from 0 up to but not including 1\". Static text; null before the first\nrefusal, and where the refusal is about nothing that has a name. A call that succeeds leaves it alone: ask right after a\ncall that failed. The calls of engram/space.h and its sisters have engram_error_detail instead. Since: 0.1.0\n```"]
    pub fn engram_status_argument() -> *const crate::ctypes::c_char;
    #[doc = "```text\nThe product version of the linked library, such as \"0.1.0\". Compare with ENGRAM_VERSION_STRING. Since: 0.1.0\n```"]
    pub fn engram_version() -> *const crate::ctypes::c_char;
    #[doc = "```text\nThe interface version of the linked library. Compare with ENGRAM_API_VERSION. Since: 0.1.0\n```"]
    pub fn engram_api_version() -> u32;
    #[doc = "```text\nThe levels that are built in and that this machine can run, as the sum of 1 << level. The scalar bit is always set.\nDetection reads CPUID and XGETBV on x86 and the auxiliary vector on Arm; it never executes a probe. Since: 0.1.0\n```"]
    pub fn engram_levels_supported() -> u32;
    #[doc = "```text\nThe level that is used when nothing is forced. Since: 0.1.0\n```"]
    pub fn engram_level_best() -> engram_level;
    #[doc = "```text\nForces a level for one or several families, from the next call on; ENGRAM_LEVEL_AUTO gives the choice back.\nSafe while other threads compute: a call that is under way ends on the level it began with. Overrides ENGRAM_ISA.\nErrors, with no family changed: ENGRAM_ERROR_LEVEL when this machine or build lacks the level, or a self-check has\ndisabled it for one of the families (engram/diagnostics.h);\nENGRAM_ERROR_ENUM when families is 0 or has an unknown bit, or when the level is none of the above. Since: 0.1.0\n```"]
    pub fn engram_level_force(families: engram_families, level: engram_level) -> engram_status;
    #[doc = "```text\nThe level one family runs on; ENGRAM_LEVEL_AUTO when family is not exactly one known family. Since: 0.1.0\n```"]
    pub fn engram_level_active(family: engram_families) -> engram_level;
    #[doc = "```text\nWhy that level runs: a static sentence, such as \"best level of this machine\" or \"forced by ENGRAM_ISA\", or what was\nwrong with ENGRAM_ISA. Never null. Since: 0.1.0\n```"]
    pub fn engram_level_reason(family: engram_families) -> *const crate::ctypes::c_char;
    #[doc = "```text\n\"auto\", \"scalar\", \"avx2\", \"avx512\", \"neon\"; \"unknown\" for any other value. Since: 0.1.0\n```"]
    pub fn engram_level_name(level: engram_level) -> *const crate::ctypes::c_char;
    #[doc = "```text\nOne pair: *score = metric(a, b), dim elements of one type each (bits: dim bits). i8 scales are 1.\n\nCosine: accurate to 1e-6 absolute up to 4096 dimensions, clamped to [-1, 1]. A vector of zeros, or of no elements,\nscores 0 against everything. Norms from the smallest denormal to FLT_MAX are scaled by a power of two and\nanswered as well as any other. A NaN or an infinity gives NaN (0x7FC00000). A vector with itself scores exactly 1.\nDot and squared L2: sums in f32, so they overflow to an infinity as arithmetic has it; NaN is 0x7FC00000.\ni8: sums are exact; then up to four roundings in double and one to float, so the relative error stays below 2^-23.99.\nThis holds for a squared L2 too, whatever the scales and however close the vectors, up to 2^24 elements. Hamming: exact\nup to 2^24, then rounded.\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC, ENGRAM_ERROR_OVERFLOW,\nENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_similarity_pair(
        metric: engram_metric,
        type_: engram_type,
        a: *const crate::ctypes::c_void,
        b: *const crate::ctypes::c_void,
        dim: u64,
        score: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nThe same for f32 without a status, for loops over single pairs. Sums over i of dim elements:\n    cosine = sum(a*b) / (|a| * |b|),   dot = sum(a*b),   l2_squared = sum((a-b)^2)\nNo errors: with dim > 0, a pointer that is null or not aligned for a float gives NaN (0x7FC00000). The other values are\nthose of engram_similarity_pair(). Since: 0.1.0\n```"]
    pub fn engram_cosine_f32(a: *const f32, b: *const f32, dim: usize) -> f32;
    #[doc = "```text\nsum(a*b), as above: dim floats each, no errors. Since: 0.1.0\n```"]
    pub fn engram_dot_f32(a: *const f32, b: *const f32, dim: usize) -> f32;
    #[doc = "```text\nsum((a-b)^2), as above: dim floats each, no errors. Since: 0.1.0\n```"]
    pub fn engram_l2_squared_f32(a: *const f32, b: *const f32, dim: usize) -> f32;
    #[doc = "```text\nOne against many: scores[i] = metric(query, row first + i) for i in [0, count).\n\n  query   rows->dim elements of rows->type, with scale 1; may be null when dim or count is 0\n  scores  count floats; must overlap neither the query nor the rows\n\nValues as in engram_similarity_pair(). Cut the range to share it among threads: the scores do not change.\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC, ENGRAM_ERROR_STRIDE,\nENGRAM_ERROR_OVERFLOW when the matrix would not fit the address space, ENGRAM_ERROR_ARGUMENT when the range\nleaves the matrix, a type other than i8 has scales, or one of a row that is read is negative or infinite,\nENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_similarity_many(
        metric: engram_metric,
        query: *const crate::ctypes::c_void,
        rows: *const engram_rows,
        first: u64,
        count: u64,
        scores: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nOne against chosen rows: scores[i] = metric(query, row ids[i]) for i in [0, count). Ids may come in any order and\nrepeat; rows are prefetched, so an order of your own costs little.\n\n  ids     count values of id_type, each below rows->count; checked before any score is written\n\nErrors: those of engram_similarity_many(); ENGRAM_ERROR_ARGUMENT when an id is no row. Since: 0.1.0\n```"]
    pub fn engram_similarity_gather(
        metric: engram_metric,
        query: *const crate::ctypes::c_void,
        rows: *const engram_rows,
        id_type: engram_id_type,
        ids: *const crate::ctypes::c_void,
        count: u64,
        scores: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nMany against many: scores[m * score_stride + n] = metric(query m, row n), in blocks that fit the caches; nothing has\nto be packed. Each score is the one of engram_similarity_pair(), with the scales of both matrices for i8.\n\n  queries, rows  matrices of one type and one dim\n  score_stride   floats from one query to the next, >= rows->count; 0 stands for rows->count\n  executor       may be null; the rows are cut into its tasks\n\nErrors: those of engram_similarity_many(); ENGRAM_ERROR_ARGUMENT when types or dims differ. Since: 0.1.0\n```"]
    pub fn engram_similarity_block(
        metric: engram_metric,
        queries: *const engram_rows,
        rows: *const engram_rows,
        score_stride: u64,
        executor: *const engram_executor,
        scores: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nBytes of scratch memory with which a selection cuts its rows into the tasks of an executor:\n    task_count * (query_count * (k * sizeof(engram_hit) + sizeof(engram_topk_counts)))\nWith less, or none, whole queries are the tasks, so that one query runs on one thread. Alignment: 8 bytes.\nUINT64_MAX when the size overflows; 0 for 0 or 1 tasks. Since: 0.1.0\n```"]
    pub fn engram_topk_scratch(query_count: u64, k: u64, task_count: u32) -> u64;
    #[doc = "```text\nThe k best rows for each query: highest similarity or lowest distance first, then lowest id. Scoring, bias,\nthreshold and selection are one pass; scores are never stored. The outcome does not depend on the executor, on the\nscratch memory or on the number of queries in the call.\n\n  queries  one or more; type and dim as rows\n  k        hits kept per query, 0 to any number; may exceed the rows\n  options  may be null\n  hits     hits[m * k] on belong to query m; entries after counts[m].found are unspecified; null only for k 0\n  counts   one per query\n\nErrors: those of engram_similarity_block(); ENGRAM_ERROR_ARGUMENT for a range that leaves the rows, an id that is no\nrow, ids with a range, a filter shorter than the rows, a threshold that is NaN, a threshold or range without its flag, an\nunknown flag, an id_base that wraps; ENGRAM_ERROR_NULL for a size whose pointer is null. Nothing is written then.\nSince: 0.1.0\n```"]
    pub fn engram_similarity_topk(
        metric: engram_metric,
        queries: *const engram_rows,
        rows: *const engram_rows,
        k: u64,
        options: *const engram_topk_options,
        hits: *mut engram_hit,
        counts: *mut engram_topk_counts,
    ) -> engram_status;
    #[doc = "```text\nMakes the codes of rows [first, first + count), in their places of codes->data, scales, errors and norms.\n\n  codes  of all rows: count and dim as theirs. i8: scale = largest magnitude / 127, rounded up; code = nearest integer to\n         element / scale, ties to even. Signs: code = 1 where element > 0, else -1, and scale = mean magnitude, which leaves\n         the least rest; unused bits are 0\n\nThe rest of a typical embedding is 0.6 of its norm with signs, which therefore rule out only what lies that far below the\nbest: they are for near duplicates and high thresholds, at a thirty-second of the memory. A row with NaN or infinity, or\nwhose squared norm leaves [2^-80, 2^120], gets an error of +inf and is always read.\nErrors: as engram_similarity_many(); ENGRAM_ERROR_METRIC when rows are not f32; ENGRAM_ERROR_ARGUMENT when codes and rows\ndiffer in count or dim, or the range leaves them; ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_codes_build(
        rows: *const engram_rows,
        first: u64,
        count: u64,
        codes: *const engram_codes,
    ) -> engram_status;
    #[doc = "```text\nengram_similarity_topk() over f32 rows, reading codes instead wherever they suffice: hits, score bits and all counts\nbut rescored are equal, always, for codes built from these rows. An upper bound of the true\nscore, proven in docs/numerics/similarity.md, rules a row out when it cannot reach the k best so far; the others\nare scored in f32. A quarter of the memory traffic, or a thirty-second. Takes no memory beyond options->scratch.\n\n  metric  cosine, dot or squared L2\n\nErrors: those of engram_similarity_topk(); ENGRAM_ERROR_ARGUMENT when codes and rows differ in count or dim;\nENGRAM_ERROR_ENUM for an unknown kind of codes.\nSince: 0.1.0\n```"]
    pub fn engram_similarity_topk_codes(
        metric: engram_metric,
        queries: *const engram_rows,
        rows: *const engram_rows,
        codes: *const engram_codes,
        k: u64,
        options: *const engram_topk_options,
        hits: *mut engram_hit,
        counts: *mut engram_topk_counts,
    ) -> engram_status;
    #[doc = "```text\nMerges lists of hits, such as those of parts of the rows: the k best of all, in the same order as a selection over\nthe whole. Lists need not be sorted. An id in two lists stays twice. NaN scores are left out.\n\n  metric  of the scores: says which end is better\n  lists   list_count pointers; list l holds counts[l] hits; a list may be null when its count is 0\n  hits    room for k\n  found   receives the number of hits written; it and hits overlap nothing that is read, nor each other\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP.\nSince: 0.1.0\n```"]
    pub fn engram_topk_merge(
        metric: engram_metric,
        lists: *const *const engram_hit,
        counts: *const u64,
        list_count: u64,
        k: u64,
        hits: *mut engram_hit,
        found: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nBytes that engram_rank_fusion() needs for `total` hits in all lists: 32 * total, UINT64_MAX when that overflows.\nSince: 0.1.0\n```"]
    pub fn engram_fusion_scratch(total: u64) -> u64;
    #[doc = "```text\nFuses ranked lists: the k ids with the highest fused score, ties by ascending id. The sum of an id runs in double\nover the lists in their order and is rounded to float once, at the end. An id that a list repeats counts there once,\nat its best rank. A hit with a NaN score is skipped by the two score methods, and its rank stays taken. Scores of a\ndistance must be negated by the caller for the score methods.\n\nInfinite scores lose nothing. min_max: an infinity counts as a finite score one step beyond the finite ones of its list,\na step being max - min of these, or any where that is 0. score: an infinity outweighs everything finite, and where an id\nhas some of both signs, one of each cancel.\n\n  hits, found  room for k, and their number; both overlap nothing that is read, nor each other\n  scratch      engram_fusion_scratch(sum of counts) bytes, aligned to 8; overlaps nothing else\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for weights and options\noutside their range, ENGRAM_ERROR_MEMORY when the scratch memory is too small, ENGRAM_ERROR_ALIGNMENT,\nENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_rank_fusion(
        rankings: *const engram_ranking,
        ranking_count: u64,
        options: *const engram_fusion_options,
        k: u64,
        hits: *mut engram_hit,
        found: *mut u64,
        scratch: *mut crate::ctypes::c_void,
        scratch_bytes: u64,
    ) -> engram_status;
    #[doc = "```text\nConverts rows to another type; one of the two is f32. From f32: f16 and bf16 to nearest, ties to even (NaN becomes\n0x7E00, 0x7FC0); i8 with scale = largest magnitude / 127, rounded up (down where 127 * scale would be infinite), and\ncode = nearest to element / scale, so that |element - scale * code| <= 0.50001 * scale and -128 never occurs; bits:\nelement > 0. To f32: f16 and bf16 exactly (NaN becomes 0x7FC00000), i8 as code * scale, rounded once.\n\n  out         rows->count rows; must not overlap the input\n  out_stride  elements (bits: bytes) between rows of out; 0: no gaps; gaps are not written\n  scales      to i8 only: receives a scale per row, 0 for a row of zeros, NaN (codes 0) for one with NaN or infinity\n\nErrors: those of engram_similarity_many(); ENGRAM_ERROR_METRIC for a pair of types that has no conversion.\nSince: 0.1.0\n```"]
    pub fn engram_rows_convert(
        rows: *const engram_rows,
        type_: engram_type,
        out: *mut crate::ctypes::c_void,
        out_stride: u64,
        scales: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nTurns vectors by the rotation of a seed, which keeps lengths and angles: out = R x. Three rounds; in each, the signs of the\nelements are flipped as the seed says, and the Walsh-Hadamard transform is taken over the first 2^n elements, and again\nover the last, for the largest 2^n <= dim: n 2^n additions each.\n\n  rows  f32, f16 or bf16, dim from 1 to 65536\n  out   rows->count * rows->dim floats; overlaps nothing that is read. A row with NaN or infinity comes out as NaN\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC for i8 and bits,\nENGRAM_ERROR_STRIDE, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT for a dim outside its range, ENGRAM_ERROR_ALIGNMENT,\nENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_rotate(rows: *const engram_rows, seed: u64, out: *mut f32) -> engram_status;
    #[doc = "```text\nBytes that the codes of `rows` rows of `dim` elements take:\n    64 + ceil(rows / 32) * (64 * ceil(dim / 16) + 384)\nUINT64_MAX when that overflows, or for a dim that is not from 1 to 65536. 768 elements: 108 bytes a row. Since: 0.1.0\n```"]
    pub fn engram_codes_bytes(dim: u64, rows: u64) -> u64;
    #[doc = "```text\nBegins codes of no rows: writes the header.\n\n  codes  memory of `bytes` bytes, 64 or more, aligned to 64\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM for an unknown type, ENGRAM_ERROR_METRIC for i8 and bits,\nENGRAM_ERROR_ARGUMENT for a dim outside its range, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_MEMORY for too few bytes. Since: 0.1.0\n```"]
    pub fn engram_codes_begin(
        shape: *const engram_codes_shape,
        codes: *mut crate::ctypes::c_void,
        bytes: u64,
    ) -> engram_status;
    #[doc = "```text\nReads the header: whether these bytes are codes, and of what.\n\n  shape  its size is set by the caller; receives the rest\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP, ENGRAM_ERROR_ARGUMENT for\nbytes that do not begin with a header, or are fewer than its rows need. Since: 0.1.0\n```"]
    pub fn engram_codes_describe(
        codes: *const crate::ctypes::c_void,
        bytes: u64,
        shape: *mut engram_codes_shape,
    ) -> engram_status;
    #[doc = "```text\nBytes of scratch memory for engram_codes_encode() in so many tasks: max(tasks, 1) * 4 * dim, rounded up to 64 each;\nUINT64_MAX when that overflows. Since: 0.1.0\n```"]
    pub fn engram_codes_encode_scratch(dim: u64, task_count: u32) -> u64;
    #[doc = "```text\nMakes codes of rows: row i of `rows` becomes row at + i. Rows that have codes already get new ones; new rows follow the\nlast, and only the blocks that rows [at, at + rows->count) lie in are written, and the header. A code is the sign of each\nelement of R x, with three numbers of the row x (R of engram_rotate()):\n    f = |R x|^2 / (|x| sum|R x|),   the length of the rest f * signs - R x / |x|, rounded up,   |x|\nRows with NaN or infinity, or whose squared norm leaves [2^-80, 2^120], are marked, and read wherever they might count.\nTwo calls on one set of codes must not run at once.\n\n  rows      type and dim as the codes'\n  at        up to the rows that have codes\n  executor  may be null; the blocks are cut into its tasks\n  scratch   engram_codes_encode_scratch() bytes for its tasks, aligned to 8\n  codes     engram_codes_bytes() for all of its rows, or more\n\nErrors: as engram_rotate() and engram_codes_describe(); ENGRAM_ERROR_ARGUMENT for rows of another type or dim than the\ncodes, or an `at` beyond their rows; ENGRAM_ERROR_MEMORY for too few bytes of codes or of scratch memory. Since: 0.1.0\n```"]
    pub fn engram_codes_encode(
        rows: *const engram_rows,
        at: u64,
        executor: *const engram_executor,
        scratch: *mut crate::ctypes::c_void,
        scratch_bytes: u64,
        codes: *mut crate::ctypes::c_void,
        bytes: u64,
    ) -> engram_status;
    #[doc = "```text\nBytes of scratch memory for engram_topk_codes() and engram_codes_candidates(), whose options give the tasks; UINT64_MAX when\nthat overflows. `accuracy` may be null. Since: 0.1.0\n```"]
    pub fn engram_topk_codes_scratch(
        dim: u64,
        query_count: u64,
        k: u64,
        accuracy: *const engram_accuracy_options,
        task_count: u32,
    ) -> u64;
    #[doc = "```text\nengram_similarity_topk() through codes. Each row gets a bound of its score from its codes: the score that it has at most\n(a distance: at least), by proof, or but for the stated probability. Rows whose bound reaches the k best so far are looked\nat in the finer codes, if there are any, and what is left is scored in full. With\n    S = f * sum(signs * R q),   B = length of the rest * |q|,   z of the probability P / k of a standard normal\nq.x / |x| lies within S +- B, and within S +- B z / sqrt(dim - 1) but for rotations in a P / k-th of all\n(docs/numerics/codes.md has the proof, the model and what it was held against).\n\nExact: hits and their bits are those of engram_similarity_topk(), and so is the count of NaN. Near: the hits are the k best\nby the lower of score and bound, in the order of their scores, so that the outcome depends on codes and rows alone, never\non tasks or their order. Fixed: the k best of `candidates` rows with the best S (ties: lower id).\n\n  metric    cosine, dot or squared L2\n  queries   one or more, type and dim as rows; the codes are read once for several of them\n  rows      those that the codes are of\n  fine      i8 codes or signs of the same rows, f32, or null\n  accuracy  may be null\n  options   as for engram_similarity_topk(), but that scratch is needed: engram_topk_codes_scratch() bytes. A row that is\n            gone has its bit of the filter cleared. With an id list the codes are not read, and every answer is exact.\n            Rows with a negative factor are not ruled out by their codes\n  hits      hits[m * k] on belong to query m; entries after counts[m].found are unspecified; null only for k 0\n  counts    one per query\n\nErrors: those of engram_similarity_topk_codes(), of engram_codes_describe(), and ENGRAM_ERROR_MEMORY for too little\nscratch memory; ENGRAM_ERROR_ENUM for an unknown accuracy, ENGRAM_ERROR_ARGUMENT for a probability or a number of\ncandidates outside its range, and for codes of other rows: another type, dim or count, or a first or last row whose codes\nare not those of the row. Nothing is written then. Since: 0.1.0\n```"]
    pub fn engram_topk_codes(
        metric: engram_metric,
        queries: *const engram_rows,
        rows: *const engram_rows,
        codes: *const crate::ctypes::c_void,
        codes_bytes: u64,
        fine: *const engram_codes,
        k: u64,
        accuracy: *const engram_accuracy_options,
        options: *const engram_topk_options,
        hits: *mut engram_hit,
        counts: *mut engram_codes_counts,
    ) -> engram_status;
    #[doc = "```text\nWhere the rows are elsewhere, such as in a file: the rows that may be among the k best, to be read in this order and given to\nengram_codes_rescore(). A candidate's score is the best that it can have: the hits are whole once k are found and the next\ncandidate's score does not reach the k-th hit's.\n\nFiner codes bound the scores from both sides, which leaves little more than k candidates of most queries. Without them the\ncandidates are the `room` rows that look best.\n\n  codes       of rows of the queries' type and dim\n  fine        i8 codes or signs of the same rows, f32, or null\n  accuracy    exact or near; may be null\n  options     as for engram_topk_codes(), without ids, multiply and add; the tasks of the executor are whole queries\n  room        candidates kept for each query, best first, ties in ascending order of id\n  candidates  candidates[m * room] on belong to query m; null only for room 0\n  counts      one per query: found is the candidates kept, rescored the rows that qualified: more than found means that the\n              list is cut, and the hits are sure only up to the score of its last. nan is 0\n\nErrors: those of engram_topk_codes(). Since: 0.1.0\n```"]
    pub fn engram_codes_candidates(
        metric: engram_metric,
        queries: *const engram_rows,
        codes: *const crate::ctypes::c_void,
        codes_bytes: u64,
        fine: *const engram_codes,
        k: u64,
        accuracy: *const engram_accuracy_options,
        options: *const engram_topk_options,
        room: u64,
        candidates: *mut engram_hit,
        counts: *mut engram_codes_counts,
    ) -> engram_status;
    #[doc = "```text\nScores the vectors of candidates and keeps the k best, as engram_similarity_topk() orders them. Called again with more\ncandidates of the same query it goes on from the hits that it left.\n\n  query       one row; type and dim as vectors\n  vectors     row i is the vector of candidates[i]: all of its rows are read\n  candidates  vectors->count of them: their ids\n  hits        room for k, the first *found in order; receives the k best, best first\n  found       at most k; 0 before the first call. Receives the number of hits. NaN scores are left out\n\nErrors: those of engram_similarity_topk(); ENGRAM_ERROR_ARGUMENT for more than one query, or found beyond k. Since: 0.1.0\n```"]
    pub fn engram_codes_rescore(
        metric: engram_metric,
        query: *const engram_rows,
        vectors: *const engram_rows,
        candidates: *const engram_hit,
        k: u64,
        hits: *mut engram_hit,
        found: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nBytes of scratch memory with which engram_lists_learn() learns from so many rows, or engram_lists_assign() assigns them:\n    24 * rows + 8 * (lists + 1) + max(tasks, 1) * 264 * dim\nAlignment: 8 bytes. UINT64_MAX when that overflows. Since: 0.1.0\n```"]
    pub fn engram_lists_scratch(rows: u64, dim: u64, lists: u64, task_count: u32) -> u64;
    #[doc = "```text\nLearns centroids by k-means (Lloyd) on a sample. They begin as rows of the sample drawn by the seed; in each round every row\nof the sample goes to the nearest (ties: the lowest), and a centroid becomes the mean of its rows, summed in double in\ntheir order. With cosine rows count by their direction, and centroids have length 1. A list without rows takes the row\nfarthest from its own centroid. Rows with NaN or infinity, or whose squared norm is above 2^120 (cosine: outside\n[2^-80, 2^120]) pull no centroid; one that began with such a row and got no other is all zeros.\n\n  metric     cosine, dot or squared L2\n  rows       f32, f16 or bf16; the sample is drawn from them\n  lists      1 to rows->count\n  options    scratch is needed, for the rows of the sample; cap and border are 0\n  centroids  lists * dim floats; overlap nothing that is read\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_METRIC for i8 and bits, and for hamming and\njaccard, ENGRAM_ERROR_STRIDE, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT for lists and options outside their range,\nENGRAM_ERROR_MEMORY when the scratch memory is too small, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_lists_learn(
        metric: engram_metric,
        rows: *const engram_rows,
        lists: u64,
        options: *const engram_lists_options,
        centroids: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nThe list of each row: that of the nearest centroid, of all (ties: the lowest; a row that is near none, such as NaN: as if it\nwere equally far from all).\n\nWith a cap a full list keeps those nearest to it (ties: the lowest row), and the others go to the next nearest, where they\nmay push out others in turn: the one assignment in which no row and list would both rather have each other (Gale and\nShapley, 1962). The second place is the next nearest after the first, full or not.\n\n  rows       f32, f16 or bf16\n  centroids  f32, one for each list, dim as the rows'\n  options    scratch is needed; rounds, sample and seed are 0\n  homes      rows->count numbers of lists\n  seconds    rows->count numbers of lists, or ENGRAM_LISTS_NONE; null only without a border\n\nErrors: as engram_lists_learn(). Since: 0.1.0\n```"]
    pub fn engram_lists_assign(
        metric: engram_metric,
        rows: *const engram_rows,
        centroids: *const engram_rows,
        options: *const engram_lists_options,
        homes: *mut u32,
        seconds: *mut u32,
    ) -> engram_status;
    #[doc = "```text\nThe rows of each list, ascending: those at home in list l are ids[offsets[2 * l]] up to before ids[offsets[2 * l + 1]], those\nwith their second place there up to before ids[offsets[2 * l + 2]].\n\n  homes    count numbers below lists\n  seconds  count numbers below lists other than the home, or ENGRAM_LISTS_NONE; null: none\n  offsets  2 * lists + 1 of them\n  ids      as many as there are places, up to 2 * count\n  placed   receives how many that is\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ARGUMENT for a number that is no\nlist, a second place that is the first, more rows than numbers, or too few ids, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_lists_fill(
        homes: *const u32,
        seconds: *const u32,
        count: u64,
        lists: u64,
        offsets: *mut u64,
        ids: *mut u32,
        id_count: u64,
        placed: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nBytes of scratch memory for engram_lists_topk():\n    query_count * (16 * probes + 32) + max(tasks, 1) * (8 * ceil(lists / 64) + 1024)\nAlignment: 8 bytes. UINT64_MAX when that overflows. Since: 0.1.0\n```"]
    pub fn engram_lists_topk_scratch(
        query_count: u64,
        probes: u64,
        lists: u64,
        task_count: u32,
    ) -> u64;
    #[doc = "```text\nengram_similarity_topk() over the rows of the `probes` lists whose centroids score best with each query (ties: the lowest).\nA row with both places among them counts once. With all lists, and all rows in them, the outcome is that over all rows; but a\nquery that scores NaN with every centroid looks at no list.\n\n  metric   as for engram_similarity_topk(); also chooses the lists\n  queries  one or more; type and dim as rows\n  codes    of the rows, as for engram_similarity_topk_codes(), or null\n  lists    centroids of the rows' type\n  probes   1 to the number of lists; more counts as all\n  options  scratch is needed: engram_lists_topk_scratch() bytes. Whole queries are the tasks. No ids, no range\n  hits, counts  as for engram_similarity_topk(); scored counts the rows of the lists that pass the filter\n\nErrors: those of engram_similarity_topk() and engram_similarity_topk_codes(); ENGRAM_ERROR_ARGUMENT for probes of 0, for\noffsets that fall or leave the ids, an id or a home that is no row or list, in the lists that are looked at, or where there\nare second places without homes; ENGRAM_ERROR_MEMORY when the scratch memory is too small. Since: 0.1.0\n```"]
    pub fn engram_lists_topk(
        metric: engram_metric,
        queries: *const engram_rows,
        rows: *const engram_rows,
        codes: *const engram_codes,
        lists: *const engram_lists,
        probes: u64,
        k: u64,
        options: *const engram_topk_options,
        hits: *mut engram_hit,
        counts: *mut engram_topk_counts,
    ) -> engram_status;
    #[doc = "```text\nLooks for the first fault: offsets that do not start at 0, that fall, or that do not end at edge_count; then, edge by\nedge, a target that is no node, a weight that is NaN or infinite, a type above 63. O(nodes + edges).\n\n  position  may be null; on ENGRAM_ERROR_GRAPH the index of the offending offset or edge\n  fault     may be null; on ENGRAM_ERROR_GRAPH a static sentence that names it\n\nInfinite weights are refused because 0 * infinity would make a silent node heard; so a source of 0 may be\nskipped or multiplied, with the same result. Weights may be negative or above 1.\nErrors: ENGRAM_ERROR_GRAPH, ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_OVERFLOW.\nSince: 0.1.0\n```"]
    pub fn engram_csr_validate(
        csr: *const engram_csr,
        position: *mut u64,
        fault: *mut *const crate::ctypes::c_char,
    ) -> engram_status;
    #[doc = "```text\nThe bytes engram_graph_create() will take for the handle. While it runs it takes at most 16 * node_count + 4096 more\nand gives them back; this call takes 8 * node_count + 4096 from the allocator for a moment.\n\n  options    may be null\n  allocator  may be null: the C library's\n  bytes      out\n\nErrors: those of engram_csr_validate, and ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_NULL. Since: 0.1.0\n```"]
    pub fn engram_graph_size(
        csr: *const engram_csr,
        options: *const engram_graph_options,
        allocator: *const engram_allocator,
        bytes: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nValidates the view, copies it and lays it out. The view is not needed afterwards. O(nodes + edges).\n\n  options    may be null\n  allocator  may be null: the C library's. Copied: its context must outlive the graph\n  graph      out; untouched on an error\n\nErrors: those of engram_csr_validate (which names the place of a fault), ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_ENUM.\nSince: 0.1.0\n```"]
    pub fn engram_graph_create(
        csr: *const engram_csr,
        options: *const engram_graph_options,
        allocator: *const engram_allocator,
        graph: *mut *mut engram_graph,
    ) -> engram_status;
    #[doc = "```text\nThe same from an edge list in any order; edges of one source keep the order given.\n\n  edges     edge_count edges; null only when edge_count is 0\n  position  may be null; on ENGRAM_ERROR_GRAPH the index of the first edge that is bad, or that repeats another\n            where duplicates are rejected\n\nA sum of duplicates that leaves the range of a float is ENGRAM_ERROR_GRAPH too. O(nodes + edges) for kept duplicates,\nO(edges * log(largest out-degree)) otherwise. Temporary memory: about 24 bytes an edge.\nErrors: ENGRAM_ERROR_GRAPH, ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_ENUM,\nENGRAM_ERROR_STRUCT. Since: 0.1.0\n```"]
    pub fn engram_graph_create_from_edges(
        node_count: u32,
        edges: *const engram_edge,
        edge_count: u64,
        options: *const engram_graph_options,
        allocator: *const engram_allocator,
        graph: *mut *mut engram_graph,
        position: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nGives the graph up and sets *graph to null. Its memory goes back with the last that needs it: overlays and snapshots\nhold their base. Null, a pointer to null, and the view of an overlay, which stays, are fine. Since: 0.1.0\n```"]
    pub fn engram_graph_destroy(graph: *mut *mut engram_graph);
    #[doc = "```text\nFills *info. Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT for a size that is not known. Since: 0.1.0\n```"]
    pub fn engram_graph_describe(
        graph: *const engram_graph,
        info: *mut engram_graph_info,
    ) -> engram_status;
    #[doc = "```text\nThe edges out of a node, without a copy: they stay as they are as long as the graph lives, in an overlay's view until\nthe next change. The index of an edge here is the one that engram_overlay_delete_at() takes. O(1).\nErrors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_ARGUMENT for a node that the graph does not have. Since: 0.1.0\n```"]
    pub fn engram_graph_outgoing(
        graph: *const engram_graph,
        node: u32,
        arcs: *mut engram_arcs,
    ) -> engram_status;
    #[doc = "```text\nThe edges into a node, by source ascending, edges of one source in their stored order.\n\n  edges     out: the first of them; null when capacity is 0\n  capacity  edges that there is room for\n  count     out: how many there are, which may be more than capacity\n\nLooks through the out-edges of the node's sources and of all changed rows; where the graph has no layout by target,\nthrough all edges. Errors: as for engram_graph_outgoing, and ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_graph_incoming(
        graph: *const engram_graph,
        node: u32,
        edges: *mut engram_edge,
        capacity: u64,
        count: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe edges out of the node_count nodes from first on, by source ascending, edges of one source in their stored order. All\nedges: first 0 and node_count that of the graph.\n\n  edges     out: the first of them; null when capacity is 0\n  capacity  edges that there is room for\n  count     out: how many there are, which may be more than capacity\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_ARGUMENT for\nnodes that the graph does not have. Since: 0.1.0\n```"]
    pub fn engram_graph_edges(
        graph: *const engram_graph,
        first: u32,
        node_count: u64,
        edges: *mut engram_edge,
        capacity: u64,
        count: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe sources whose edges differ from the base's, ascending: what a view or a snapshot of an overlay changes. Their rows are\nread with engram_graph_outgoing(). None in a prepared graph. O(changed rows).\n\n  sources   out: the first of them; null when capacity is 0\n  capacity  sources that there is room for\n  count     out: how many there are, which may be more than capacity\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_graph_changes(
        graph: *const engram_graph,
        sources: *mut u32,
        capacity: u64,
        count: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe bytes of the image of a graph. Errors: ENGRAM_ERROR_NULL. Since: 0.1.0\n```"]
    pub fn engram_graph_image_size(graph: *const engram_graph, bytes: *mut u64) -> engram_status;
    #[doc = "```text\nWrites the image of a graph.\n\n  image     out: any address\n  capacity  bytes there\n  bytes     out, may be null: the bytes of the image, also where they do not fit\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_BUFFER when capacity is too small, and nothing is written.\nSince: 0.1.0\n```"]
    pub fn engram_graph_image_write(
        graph: *const engram_graph,
        image: *mut crate::ctypes::c_void,
        capacity: u64,
        bytes: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nA prepared graph from an image, which may come from anywhere: all of it is checked first. It is not needed afterwards.\nO(nodes + edges); temporary memory: 8 bytes a node and 9 an edge.\n\n  image    bytes bytes, at any address\n  options  may be null; duplicates are kept\n  fault    may be null; on ENGRAM_ERROR_GRAPH a static sentence that says what is wrong with the image\n\nA changed byte is always found, as is everything that differs within 8 bytes in a row; other damage but for one in 2^64.\nErrors: ENGRAM_ERROR_GRAPH, and those of engram_graph_create. Since: 0.1.0\n```"]
    pub fn engram_graph_create_from_image(
        image: *const crate::ctypes::c_void,
        bytes: u64,
        options: *const engram_graph_options,
        allocator: *const engram_allocator,
        graph: *mut *mut engram_graph,
        fault: *mut *const crate::ctypes::c_char,
    ) -> engram_status;
    #[doc = "```text\nAn overlay without changes. node_count may exceed the base's: the new nodes have no edges yet, and cost nothing.\n\n  allocator  may be null: the C library's. Copied: its context must outlive the overlay and its snapshots, and it must\n             allow calls from several threads where snapshots are destroyed by others than change the overlay\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT when node_count is below\nthe base's or the base is the view or a snapshot of an overlay. Since: 0.1.0\n```"]
    pub fn engram_overlay_create(
        base: *const engram_graph,
        node_count: u32,
        allocator: *const engram_allocator,
        overlay: *mut *mut engram_overlay,
    ) -> engram_status;
    #[doc = "```text\nGives the overlay up and sets *overlay to null; what its snapshots need stays with them. Null is fine. Since: 0.1.0\n```"]
    pub fn engram_overlay_destroy(overlay: *mut *mut engram_overlay);
    #[doc = "```text\nMore nodes: node_count in all, the new ones without edges. O(1); workspaces must be as large as the graph they are used\non. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT for fewer than there are. Since: 0.1.0\n```"]
    pub fn engram_overlay_grow(overlay: *mut engram_overlay, node_count: u32) -> engram_status;
    #[doc = "```text\nAppends an edge after the others of its source; duplicates are kept. O(1) but for a row's first change, also after a\nsnapshot.\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY; ENGRAM_ERROR_ARGUMENT for an id, weight or type out of range; the\noverlay is unchanged then. Since: 0.1.0\n```"]
    pub fn engram_overlay_append(
        overlay: *mut engram_overlay,
        edge: *const engram_edge,
    ) -> engram_status;
    #[doc = "```text\nGives every edge from edge->source to edge->target of edge->type the weight edge->weight, in its place.\nErrors: as for append; ENGRAM_ERROR_ARGUMENT also when there is no such edge. Since: 0.1.0\n```"]
    pub fn engram_overlay_reweight(
        overlay: *mut engram_overlay,
        edge: *const engram_edge,
    ) -> engram_status;
    #[doc = "```text\nDeletes every edge from edge->source to edge->target of edge->type; its weight is not looked at.\nErrors: as for append; ENGRAM_ERROR_ARGUMENT also when there is no such edge. Since: 0.1.0\n```"]
    pub fn engram_overlay_delete(
        overlay: *mut engram_overlay,
        edge: *const engram_edge,
    ) -> engram_status;
    #[doc = "```text\nThe same to one edge, such as one of several parallel ones: the edge at an index among those out of source, in the order\nof engram_graph_outgoing(). Edges after a deleted one move up.\nErrors: as for append; ENGRAM_ERROR_ARGUMENT also when there is no such edge. Since: 0.1.0\n```"]
    pub fn engram_overlay_reweight_at(
        overlay: *mut engram_overlay,
        source: u32,
        index: u64,
        weight: f32,
    ) -> engram_status;
    pub fn engram_overlay_delete_at(
        overlay: *mut engram_overlay,
        source: u32,
        index: u64,
    ) -> engram_status;
    #[doc = "```text\nThe overlay as a graph to spread on: valid as long as the overlay, always showing its present state. Results are\nthe bits of a graph built afresh from the same edges. It has no layout by target, so its dense steps push. Null for\nnull. Since: 0.1.0\n```"]
    pub fn engram_overlay_view(overlay: *const engram_overlay) -> *const engram_graph;
    #[doc = "```text\nThe present state as a graph of its own that never changes: it shares the base and the rows with the overlay, which goes on\nand may be destroyed first. Any number of threads may read a snapshot while one changes the overlay. O(1), and the next\nchange of a row copies its way down, a few hundred bytes, whatever the number of changes. engram_graph_destroy() gives\nit up, on any thread. As the view, it has no layout by target.\n\n  graph  out; untouched on an error\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY. Since: 0.1.0\n```"]
    pub fn engram_overlay_snapshot(
        overlay: *const engram_overlay,
        graph: *mut *mut engram_graph,
    ) -> engram_status;
    #[doc = "```text\nA prepared graph of its own from the present state; the overlay is unchanged and may be destroyed, and the base too.\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM. Since: 0.1.0\n```"]
    pub fn engram_overlay_compact(
        overlay: *const engram_overlay,
        options: *const engram_graph_options,
        allocator: *const engram_allocator,
        graph: *mut *mut engram_graph,
    ) -> engram_status;
    #[doc = "```text\nFills *options with a named rule, its size included. Set options->size first, to sizeof(engram_spread_options).\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM. Since: 0.1.0\n```"]
    pub fn engram_spread_preset(
        preset: engram_spread_preset_id,
        options: *mut engram_spread_options,
    ) -> engram_status;
    #[doc = "```text\nThe bytes engram_workspace_create() takes for node_count nodes. Since: 0.1.0\n```"]
    pub fn engram_workspace_size(node_count: u32) -> u64;
    #[doc = "```text\nMakes a workspace for graphs of up to node_count nodes.\n\n  allocator  may be null: the C library's. Copied: its context must outlive the workspace\n  workspace  out; untouched on an error\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_MEMORY. Since: 0.1.0\n```"]
    pub fn engram_workspace_create(
        node_count: u32,
        allocator: *const engram_allocator,
        workspace: *mut *mut engram_workspace,
    ) -> engram_status;
    #[doc = "```text\nGives the memory back and sets *workspace to null. Null is fine. Since: 0.1.0\n```"]
    pub fn engram_workspace_destroy(workspace: *mut *mut engram_workspace);
    #[doc = "```text\nSpreads from a few seeds. Work and memory traffic grow with the edges touched, not with the graph.\n\n  options    null stands for ENGRAM_SPREAD_PRESET_PLAIN\n  seeds      where it begins\n  results    out: the capacity strongest, by activation descending, then id ascending; null when capacity is 0\n  count      out: how many were written\n  info       out, may be null\n\nWeights with row sums above 1 may grow without bound over many hops; infinities then spread as arithmetic has it, and\nNaN is counted in info. Always ends: after options->hops, and before where nothing can change any more.\n\nAn edge budget buys edges that carry. In a hop for whose edges it does not suffice, senders buy in order of |value|, then id\n(NaN last): all their edges where so many are left, else half of what is left, rounded up, the first in their stored order.\nWhat remains after the last sender goes to those that were cut, in the same order. Edges that were not bought carry nothing;\nno hop follows, and no hop begins where nothing is left to buy with. An edge costs 1 whatever it comes to carry, and a\ndegree counts all edges, bought or not.\nErrors, with outputs untouched: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT (a\nseed that is no node, a value that is not finite, an option out of range, a workspace smaller than the graph).\nSince: 0.1.0\n```"]
    pub fn engram_spread_sparse(
        graph: *const engram_graph,
        options: *const engram_spread_options,
        workspace: *mut engram_workspace,
        seeds: *const engram_seeds,
        results: *mut engram_activated,
        capacity: u64,
        count: *mut u64,
        info: *mut engram_spread_info,
    ) -> engram_status;
    #[doc = "```text\nThe way to a node in the last call on a workspace, which was engram_spread_sparse() with ENGRAM_SPREAD_EXPLAIN: the nodes\nfrom its seed to it, each the predecessor of the next. It is there for every node that something arrived at, whatever\nbecame of it and of those on the way: dropped seeds, what the capacity or node_cap left out, values that were replaced.\n\n  workspace  as that call left it: the next call on it ends the ways\n  path       out: the first of them, the seed in front; null when capacity is 0\n  capacity   nodes that there is room for\n  length     out: how many there are, which may be more than capacity; 1 for a seed, 0 where nothing arrived\n\nO(length). Errors, with outputs untouched: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT,\nENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_ARGUMENT for a node that the workspace is too small for, and after another call than\nsuch a one. Since: 0.1.0\n```"]
    pub fn engram_spread_path(
        workspace: *const engram_workspace,
        node: u32,
        path: *mut u32,
        capacity: u64,
        length: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe same from and to an array of all nodes: activations[i] is what node i starts with, and ends with. Equal, bit for\nbit, to engram_spread_sparse() seeded with the non-zero entries. -0 comes out as +0, NaN as 0x7FC00000. EXPLAIN and\nDROP_SEEDS are not for this call (ENGRAM_ERROR_ARGUMENT).\n\n  activations  node_count floats, finite on entry; must not overlap decay_table or the factor arrays\n  executor     may be null; hops that pull are cut into its tasks (docs/activation.md lists which). The result does\n               not depend on it\n\nErrors, with outputs untouched: those of engram_spread_sparse(), such as ENGRAM_ERROR_STRUCT and ENGRAM_ERROR_ENUM, and\nENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_spread_dense(
        graph: *const engram_graph,
        options: *const engram_spread_options,
        workspace: *mut engram_workspace,
        executor: *const engram_executor,
        activations: *mut f32,
        info: *mut engram_spread_info,
    ) -> engram_status;
    #[doc = "```text\nPersonalised PageRank by power iteration: r = (1 - d) p + d (W' r + lost q), where p is the seeds' share, W has each\nrow divided by its sum, lost is the rank of nodes without out-edges, and q is p or, with DANGLING_ALL, 1 / node_count for each.\nSums are in double, ranks are rounded to floats at the end; they sum to 1 within that rounding.\n\n  executor  may be null\n  seeds     as for engram_spread_sparse; values >= 0 with a sum above 0\n  ranks     out: node_count floats\n  info      may be null\n\nWeights must not be negative: ENGRAM_ERROR_GRAPH; engram_graph_info.negative_edges counts those that are. Work: edges of\nthe graph for each iteration. info->error is (d * change + what an iteration rounds) / (1 - d).\nSource: Page et al., 1999; Haveliwala, 2002. Errors, with outputs untouched: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT,\nENGRAM_ERROR_ENUM, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP, ENGRAM_ERROR_GRAPH;\nENGRAM_ERROR_ARGUMENT for a seed that is no node, a value or an option out of range, and a workspace smaller than the graph.\nSince: 0.1.0\n```"]
    pub fn engram_pagerank_power(
        graph: *const engram_graph,
        options: *const engram_pagerank_options,
        workspace: *mut engram_workspace,
        executor: *const engram_executor,
        seeds: *const engram_seeds,
        ranks: *mut f32,
        info: *mut engram_pagerank_info,
    ) -> engram_status;
    #[doc = "```text\nThe same by forward push: mass moves from the seeds until every residual is at most epsilon * out-degree, where a node\nwithout out-edges counts as one with a single edge, and what such nodes give back as the residual of a node with an edge\nto each that gets it. Work is bounded by 2 / (epsilon (1 - d)) edges, whatever the size of the graph; nodes go in order of\narrival. As d nears 1 that becomes hours: set edge_budget there.\n\n  results   out: the capacity highest, by rank descending, then id ascending; null when capacity is 0. hop, predecessor and\n            seed are not filled (ENGRAM_NO_NODE)\n  capacity  results that there is room for\n  count     out: how many were written\n\nEvery rank is a lower bound of the exact one, and none is off by more than info->error, which is what is missing of 1, all\nrounding included. Other arguments and errors as engram_pagerank_power().\nSource: Andersen, Chung and Lang, 2006. Since: 0.1.0\n```"]
    pub fn engram_pagerank_push(
        graph: *const engram_graph,
        options: *const engram_pagerank_options,
        workspace: *mut engram_workspace,
        seeds: *const engram_seeds,
        results: *mut engram_activated,
        capacity: u64,
        count: *mut u64,
        info: *mut engram_pagerank_info,
    ) -> engram_status;
    #[doc = "```text\nOne-off: spreads on a view for a number of steps, in place, by the CSR rule of the original Engram kernel. In each\nstep, from the values a of the step before:\n    b[t] = a[t] + sum over edges s -> t with a[s] != 0 of a[s] * weight\n    m = max over b, NaN ignored;  if m > 1, every b is divided by m\nNodes keep their activation, there is no decay per hop, types are not looked at.\n\n  activations  node_count floats, read and written; must not overlap the graph\n  steps        0 leaves everything as it is\n\nThe view is validated first. Scratch: node_count floats from the arena of the calling thread, given back at the end.\nNon-finite activations spread as arithmetic has it; a NaN comes out as 0x7FC00000.\nErrors: those of engram_csr_validate; ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_MEMORY when the arena is exhausted and its\noverflow strategy is error_return. Since: 0.1.0\n```"]
    pub fn engram_activation_spread(
        graph: *const engram_csr,
        steps: u32,
        activations: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nFills *curve, size included. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM. Since: 0.1.0\n```"]
    pub fn engram_curve_preset(
        preset: engram_curve_preset_id,
        curve: *mut engram_curve,
    ) -> engram_status;
    #[doc = "```text\nout[i] = strengths[i] * factor(ages[i]) for i in [0, count), ages in seconds: the short form of engram_decay_batch().\n\n  strengths, ages  count values each; ages are u64, 0 is \"now\"\n  out              count floats; may be strengths itself, must not overlap in any other way\n\nThe product is rounded once. Strengths are not clamped, negative ones are scaled; infinity times a factor that is\n0 is NaN, and a NaN comes out as 0x7FC00000.\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for a parameter of the\ncurve outside its range, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_decay_apply(
        curve: *const engram_curve,
        strengths: *const f32,
        ages: *const u64,
        count: u64,
        out: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nout[i] = strengths[i] * factor(row i), with everything: units, timestamps, parameters per row, pins, a report.\n\n  times    required; times->values holds count values\n  options  null for none; its arrays hold count values each, pins (count + 63) / 64 words\n  out      as in engram_decay_apply(); must not overlap any array but strengths\n  report   null for none\n\nErrors: as engram_decay_apply(); ENGRAM_ERROR_ARGUMENT also for a row's parameter, before anything is written: the\nreport names the row. ENGRAM_ERROR_NULL also where the two-component form lacks accesses. Since: 0.1.0\n```"]
    pub fn engram_decay_batch(
        curve: *const engram_curve,
        times: *const engram_times,
        options: *const engram_decay_options,
        strengths: *const f32,
        count: u64,
        out: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nfactors[i] = factor(row i): retention as of times->now, with no stored strength read or changed. factors may serve as\nthe multiplicative bias of a similarity top-k. Arguments and errors as engram_decay_batch(). Since: 0.1.0\n```"]
    pub fn engram_decay_factors(
        curve: *const engram_curve,
        times: *const engram_times,
        options: *const engram_decay_options,
        count: u64,
        factors: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nout[i] = scores[i] * (strengths[i] * factor(row i)), or scores[i] * factor(row i) where strengths is null: what\nengram_decay_batch() would store goes straight into the scores, with the same roundings, and no strength is changed.\nout may be scores; it must overlap nothing else. Other arguments and errors as engram_decay_batch(). Since: 0.1.0\n```"]
    pub fn engram_decay_scores(
        curve: *const engram_curve,
        times: *const engram_times,
        options: *const engram_decay_options,
        strengths: *const f32,
        scores: *const f32,
        count: u64,
        out: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nReports every row with strengths[i] >= threshold and strengths[i] * factor(row i) < threshold, rows ascending: what\nwould have been recalled had it not faded. NaN strengths are never among them.\n\n  threshold  finite and > 0\n  found      the rows\n\nErrors: as engram_decay_batch(); ENGRAM_ERROR_ARGUMENT for the threshold. Since: 0.1.0\n```"]
    pub fn engram_decay_suppressed(
        curve: *const engram_curve,
        times: *const engram_times,
        options: *const engram_decay_options,
        strengths: *const f32,
        count: u64,
        threshold: f32,
        found: *mut engram_suppressed_rows,
    ) -> engram_status;
    #[doc = "```text\nThe inverse: ages[i] is the age, in `unit`, at which row i falls below the target: strengths[i] * factor(ages[i]) <\ntarget, and at ages[i] - 1 it is not, by the very bits that engram_decay_batch() computes. 0 where the row starts\nbelow, UINT64_MAX where it never falls below: pinned rows, floors and asymptotes above the target, NaN.\n\n  strengths  null for 1, so that target is a retention\n  target     finite and > 0\n  ages       count values; must not overlap any input\n\nWorks for every form, by bisection over all 2^64 ages. Errors: as engram_decay_batch(); ENGRAM_ERROR_ARGUMENT for\nthe target. Since: 0.1.0\n```"]
    pub fn engram_decay_ages_at(
        curve: *const engram_curve,
        unit: engram_time_unit,
        options: *const engram_decay_options,
        strengths: *const f32,
        count: u64,
        target: f32,
        ages: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe next row to fall below a threshold: among rows with strengths[i] * factor(row i) >= threshold now, the one with the\nfewest units of time left, the lower row where they tie.\n\n  strengths  null for 1\n  row, left  the row, and the time from now until it falls below; both UINT64_MAX where none ever will. Neither may\n             overlap anything\n\nErrors: as engram_decay_ages_at(). Since: 0.1.0\n```"]
    pub fn engram_decay_next(
        curve: *const engram_curve,
        times: *const engram_times,
        options: *const engram_decay_options,
        strengths: *const f32,
        count: u64,
        threshold: f32,
        row: *mut u64,
        left: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe configuration for thread arenas, and with it for engram_arena_create() without options: from\nengram_arena_configure(), engram_configure_arena(), or the environment, which is read once at first use:\n    ENGRAM_ARENA_SIZE        decimal bytes, 65536 to 1073741824\n    ENGRAM_ARENA_OVERFLOW    panic, error_return or fallback\n    ENGRAM_ARENA_ZERO        true, 1, false or 0\n    ENGRAM_ARENA_HUGE_PAGES  true, 1, false or 0\nAny other value is refused: the default stays, a log event says so (engram/diagnostics.h), and\nengram_diagnostics_write() keeps showing it.\nErrors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT when options->size is not a known size. Since: 0.1.0\n```"]
    pub fn engram_arena_options_get(options: *mut engram_arena_options) -> engram_status;
    #[doc = "```text\nSets the configuration, at any time: arenas made from now on have it, those of living threads take it over at their\nnext reset with nothing in use. Explicit arenas keep theirs.\nErrors, with nothing changed: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ENUM for an unknown overflow\nvalue; ENGRAM_ERROR_ARGUMENT for bytes out of range, a flag that is neither 0 nor 1, or memory or an allocator, which\nthreads cannot share. Since: 0.1.0\n```"]
    pub fn engram_arena_configure(options: *const engram_arena_options) -> engram_status;
    #[doc = "```text\nThe arena of the calling thread, made if there is none. Ask once, keep the handle while the thread lives.\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_MEMORY. Since: 0.1.0\n```"]
    pub fn engram_arena_thread(arena: *mut *mut engram_arena) -> engram_status;
    #[doc = "```text\nAn arena of the caller's own; options null for the configuration in force. Pass it to engram_arena_destroy().\nErrors: ENGRAM_ERROR_NULL; those of engram_arena_configure(); ENGRAM_ERROR_ARGUMENT also for caller's memory of no\nbytes; ENGRAM_ERROR_STRUCT for an allocator of unknown size; ENGRAM_ERROR_MEMORY when there is none. Since: 0.1.0\n```"]
    pub fn engram_arena_create(
        options: *const engram_arena_options,
        arena: *mut *mut engram_arena,
    ) -> engram_status;
    #[doc = "```text\nGives back everything and sets *arena to null; a null *arena is fine. For the thread's arena this is\nengram_deinit_thread_arena(). Errors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_HANDLE when *arena is no living arena, or is\nthe arena of another thread; ENGRAM_ERROR_BUSY from within its own allocator hook. Since: 0.1.0\n```"]
    pub fn engram_arena_destroy(arena: *mut *mut engram_arena) -> engram_status;
    #[doc = "```text\nbytes whose address is a multiple of align, until the next reset, or a rewind to an earlier mark. 0 bytes give an\naddress that must not be read.\n  align  a power of two, also above the page size\nErrors, with *out untouched: ENGRAM_ERROR_NULL; ENGRAM_ERROR_ARGUMENT when align is 0 or no power of two;\nENGRAM_ERROR_OVERFLOW when bytes + align passes PTRDIFF_MAX; ENGRAM_ERROR_MEMORY when it does not fit and the\nstrategy is error_return, or there is no more; ENGRAM_ERROR_HANDLE; ENGRAM_ERROR_BUSY. Since: 0.1.0\n```"]
    pub fn engram_arena_allocate(
        arena: *mut engram_arena,
        bytes: usize,
        align: usize,
        out: *mut *mut crate::ctypes::c_void,
    ) -> engram_status;
    #[doc = "```text\ncount elements of element_bytes each. Errors: those of engram_arena_allocate(); ENGRAM_ERROR_OVERFLOW when the\nproduct does not fit. Since: 0.1.0\n```"]
    pub fn engram_arena_allocate_array(
        arena: *mut engram_arena,
        count: usize,
        element_bytes: usize,
        align: usize,
        out: *mut *mut crate::ctypes::c_void,
    ) -> engram_status;
    #[doc = "```text\nFrees everything at once and ends every mark. Zeroes what was used where zero_on_reset says so: 64 GB/s or so, not\nfree. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_HANDLE, ENGRAM_ERROR_BUSY. Since: 0.1.0\n```"]
    pub fn engram_arena_reset(arena: *mut engram_arena) -> engram_status;
    #[doc = "```text\nRemembers this point; scopes nest to any depth, a mark takes no memory of the arena.\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_HANDLE, ENGRAM_ERROR_BUSY. Since: 0.1.0\n```"]
    pub fn engram_arena_mark_set(
        arena: *mut engram_arena,
        mark: *mut engram_arena_mark,
    ) -> engram_status;
    #[doc = "```text\nFrees what was allocated since the mark, and ends it with every mark set after it.\nErrors, with nothing changed: ENGRAM_ERROR_MARK when the mark belongs to another arena, or a reset or a rewind has\nended it (recognised where no newer mark has taken its place at a lower depth; rewinding to such a one frees newer\nmemory but harms nothing else); ENGRAM_ERROR_NULL, ENGRAM_ERROR_HANDLE, ENGRAM_ERROR_BUSY. Since: 0.1.0\n```"]
    pub fn engram_arena_rewind(
        arena: *mut engram_arena,
        mark: *const engram_arena_mark,
    ) -> engram_status;
    #[doc = "```text\n1 when the arena's pool or fallback memory holds this address in use, 0 when not. Since: 0.1.0\n```"]
    pub fn engram_arena_holds(
        arena: *const engram_arena,
        address: *const crate::ctypes::c_void,
    ) -> i32;
    #[doc = "```text\nOne arena. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_HANDLE. Since: 0.1.0\n```"]
    pub fn engram_arena_usage_get(
        arena: *const engram_arena,
        usage: *mut engram_arena_usage,
    ) -> engram_status;
    #[doc = "```text\nAll arenas: those alive for capacity, used and fallback_bytes; alive and ended for the counters, since the last\nengram_reset_arena_metrics(). Takes a lock that allocations never take. Errors: ENGRAM_ERROR_NULL,\nENGRAM_ERROR_STRUCT. Since: 0.1.0\n```"]
    pub fn engram_arena_usage_total(usage: *mut engram_arena_usage) -> engram_status;
    #[doc = "```text\nWhat the inline functions do when their short way is not enough. Call those instead. Since: 0.1.0\n```"]
    pub fn engram_arena_allocate_slow(
        arena: *mut engram_arena,
        bytes: usize,
        align: usize,
    ) -> *mut crate::ctypes::c_void;
    pub fn engram_arena_reset_slow(arena: *mut engram_arena);
    #[doc = "```text\nAdds up all threads, those that ended included, since the start or the last reset. Counts of calls under way may be\nin or not: so for the next two as well. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT. Since: 0.1.0\n```"]
    pub fn engram_metrics_get(metrics: *mut engram_metrics) -> engram_status;
    #[doc = "```text\nThe counts of families on a level.\n\n  families  one, or the bitwise or of several, which are added up\n  level     ENGRAM_LEVEL_AUTO adds up all levels\n\nErrors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit, or for an\nunknown level. Since: 0.1.0\n```"]
    pub fn engram_metrics_path(
        families: engram_families,
        level: engram_level,
        path: *mut engram_path_metrics,
    ) -> engram_status;
    #[doc = "```text\nRefused calls of families, which are added up as above.\n\n  status  of the refusal; ENGRAM_OK adds up all\n  count   the result\n\nErrors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit, or for a value that is no status.\nSince: 0.1.0\n```"]
    pub fn engram_metrics_errors(
        families: engram_families,
        status: engram_status,
        count: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nStarts every count anew, those of engram_arena_stats() too. Prometheus takes it for a restart. Self-check failures\nstay. Since: 0.1.0\n```"]
    pub fn engram_metrics_reset();
    #[doc = "```text\nTime is measured with the caller's clock: the library has none of its own.\n\n  now    nanoseconds from any origin, never falling; called on the computing threads; null stops measuring\n  every  each thread measures one call in so many, from the first on: 1 measures all, 0 counts as 1\nSince: 0.1.0\n```"]
    pub fn engram_metrics_set_clock(
        now: ::core::option::Option<
            unsafe extern "C" fn(context: *mut crate::ctypes::c_void) -> u64,
        >,
        context: *mut crate::ctypes::c_void,
        every: u32,
    );
    #[doc = "```text\nWrites everything in the Prometheus text format (version 0.0.4), counts as counters, time as histograms in seconds.\ndocs/metrics.md lists the names.\n\n  buffer, capacity  where to; null with 0 to ask for the size\n  needed            bytes with the ending zero; may be null\n\nErrors: ENGRAM_ERROR_BUFFER when capacity is too small: buffer then holds a cut text that ends with a zero;\nENGRAM_ERROR_NULL. Since: 0.1.0\n```"]
    pub fn engram_metrics_prometheus(
        buffer: *mut crate::ctypes::c_char,
        capacity: usize,
        needed: *mut usize,
    ) -> engram_status;
    #[doc = "```text\nSets the function that hears of events, null for none, which is how the library starts. A call that is under way on\nanother thread may still reach the old one: keep its context alive. Since: 0.1.0\n```"]
    pub fn engram_log_set(log: engram_log, context: *mut crate::ctypes::c_void);
    #[doc = "```text\nRuns built-in inputs through the public functions of the given families on every level of this machine, and compares\nthe results, bit for bit, with those of the scalar reference that are built in as constants. A level that disagrees\nis disabled for its family until the process ends: the next best takes over from the next call on,\nengram_level_reason() says so, and a log event and a metric tell. The scalar reference cannot be disabled.\nOther threads keep computing on their level meanwhile. About two milliseconds. With ENGRAM_SELF_CHECK=1 in the\nenvironment each family checks itself at its first use.\n\n  families  the bitwise or of ENGRAM_FAMILY_ values (engram/cpu.h)\n  result    may be null; filled also when a check failed\n\nErrors: ENGRAM_ERROR_CHECK when a level disagreed; ENGRAM_ERROR_ENUM when families is 0 or has an unknown bit;\nENGRAM_ERROR_STRUCT; ENGRAM_ERROR_BUSY when called from within a self-check. Since: 0.1.0\n```"]
    pub fn engram_self_check(
        families: engram_families,
        result: *mut engram_self_check_result,
    ) -> engram_status;
    #[doc = "```text\nWrites version, build, compiler, processor, levels built, supported, chosen and why, arena configuration with the\nsource of each value, and metrics: all that a bug report needs, and nothing of the user's data.\n\n  buffer, capacity  where to; null with 0 to ask for the size\n  needed            bytes with the ending zero; may be null\n\nErrors: ENGRAM_ERROR_BUFFER when capacity is too small: buffer then holds a cut text that ends with a zero;\nENGRAM_ERROR_NULL; ENGRAM_ERROR_ENUM. Metrics may grow between two calls: leave some room. Since: 0.1.0\n```"]
    pub fn engram_diagnostics_write(
        format: engram_format,
        buffer: *mut crate::ctypes::c_char,
        capacity: usize,
        needed: *mut usize,
    ) -> engram_status;
    #[doc = "```text\nMemory that a plan takes, in the layouts of this library's functions.\nErrors: ENGRAM_ERROR_NULL; ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ARGUMENT for other bits, 2^32 nodes or more, an unknown\nchoice of codes, prepared or typed, or an arena size out of range; ENGRAM_ERROR_OVERFLOW when a number passes 2^63. Since: 0.1.0\n```"]
    pub fn engram_capacity_estimate(
        plan: *const engram_capacity_plan,
        capacity: *mut engram_capacity,
    ) -> engram_status;
    #[doc = "```text\nlevels[i] = ln sum of t_j^-decay over the presentations j of memory i, which are times->values[offsets[i]] up to\n[offsets[i + 1]] exclusive, in any order.\n\n  offsets  rows + 1 values, offsets[0] = 0, not decreasing; times->values holds offsets[rows] values\n  decay    d, above 0 to 4; ACT-R's default is 0.5\n  levels   rows floats; must not overlap an input\n  report   null for none; skewed counts presentations later than now\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for decay,\nENGRAM_ERROR_OFFSETS, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_base_level_exact(
        offsets: *const u64,
        rows: u64,
        times: *const engram_times,
        decay: f64,
        levels: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nThe same from the k newest presentations and a count (Petrov 2006):\n\n    ln [ sum over the k kept of t_j^-d + (n - k) * (t_n^(1-d) - t_k^(1-d)) / ((1 - d) * (t_n - t_k)) ]\n\nt_n is the age of creation, t_k that of the oldest kept presentation (0 where none is kept). n below k counts as k;\nwhere t_n <= t_k the fraction is its limit t_k^-d.\n\n  offsets, times  the kept presentations, as in engram_base_level_exact()\n  counts          n for each memory\n  creations       time of creation of each memory, in the unit and kind of times\n  decay           d, above 0 and below 1\n\nOther arguments and errors as engram_base_level_exact(). Since: 0.1.0\n```"]
    pub fn engram_base_level_recent(
        offsets: *const u64,
        rows: u64,
        times: *const engram_times,
        counts: *const u64,
        creations: *const u64,
        decay: f64,
        levels: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nThe optimised form, for uses spread evenly over life:  levels[i] = ln(counts[i] / (1 - decay)) - decay * ln(L_i).\n\n  creations  one time per memory: its age L, or the timestamp of its creation\n  counts     n for each memory; 0 gives -infinity\n  decay      d, above 0 and below 1\n\nOther arguments and errors as engram_base_level_exact(). Since: 0.1.0\n```"]
    pub fn engram_base_level_optimized(
        creations: *const engram_times,
        counts: *const u64,
        rows: u64,
        decay: f64,
        levels: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nout[i] = 1 / (1 + e^((threshold - levels[i]) / noise)): the probability of retrieval. noise is the scale s of the\nlogistic distribution, whose variance is pi^2 s^2 / 3; pyactup's default is 0.25. Within 0.51 ULP. -infinity gives\n0, NaN gives NaN. out may be levels.\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ARGUMENT unless noise is from 2^-20 to 2^20 and threshold within +-2^20,\nENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_retrieval_probability(
        levels: *const f32,
        count: u64,
        threshold: f64,
        noise: f64,
        out: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nout[i] = factor * e^(-exponent * levels[i]): the latency of retrieval, in the unit of factor (F; ACT-R's exponent f is\n1 by default). Within 0.51 ULP. -infinity gives infinity, NaN gives NaN. out may be levels.\n\nErrors: as engram_retrieval_probability(); factor and exponent are from 2^-20 to 2^20. Since: 0.1.0\n```"]
    pub fn engram_retrieval_latency(
        levels: *const f32,
        count: u64,
        factor: f64,
        exponent: f64,
        out: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nFills in the published default weights of a version. Errors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ENUM. Since: 0.1.0\n```"]
    pub fn engram_fsrs_default(
        version: engram_fsrs_version,
        fsrs: *mut engram_fsrs,
    ) -> engram_status;
    #[doc = "```text\nTurns the weights of version 4.5 (17), 5 (19) or 6 (21, copied) into a version 6 that behaves alike, as the fsrs crate\ndoes: from 17, w4 += 2 w5, w5 = ln(1 + 3 w5) / 3, w6 += 0.5, then 0, 0; from 19, then 0, 0.5.\n\n  count  17, 19 or 21\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ARGUMENT for count, and for a weight outside the range of engram_fsrs, of\nthose given or of those that come out: what this call fills in, the calls below accept. Since: 0.1.0\n```"]
    pub fn engram_fsrs_migrate(
        weights: *const f64,
        count: u64,
        fsrs: *mut engram_fsrs,
    ) -> engram_status;
    #[doc = "```text\nout[i] = R at row i's time since its last review. Within 0.51 ULP.\n\n  times        one time per row, see engram_times\n  stabilities  S per row, finite and >= 0; a new memory, S = 0, has R = 0. out may be the same array\n  report       null for none\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_STRUCT, ENGRAM_ERROR_ENUM, ENGRAM_ERROR_ARGUMENT for a weight, or for a\nstability, which the report names, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_fsrs_retrievability(
        fsrs: *const engram_fsrs,
        times: *const engram_times,
        stabilities: *const f32,
        count: u64,
        out: *mut f32,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nout[i] = min(longest, S / f * (retention^(-1 / w20) - 1)): the days after which R has fallen to the retention; not\nrounded to whole days. Within 0.6 ULP. A new memory, S = 0, is due at once: 0.\n\n  retention    from 2^-100 to below 1\n  longest      in days, above 0, infinity for no limit; 0 stands for 36,500, the limit of Anki\n  stabilities  as in engram_fsrs_retrievability(); out may be the same array\n\nErrors: as engram_fsrs_retrievability(). Since: 0.1.0\n```"]
    pub fn engram_fsrs_interval(
        fsrs: *const engram_fsrs,
        retention: f64,
        longest: f64,
        stabilities: *const f32,
        count: u64,
        out: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nThe state after a review, from the state before it, the time since the review before, and the grade. Formulas in\ndocs/decay.md. S is kept in [0.001, 36500] and D in [1, 10], before and after.\n\nFrom version 5 on, a review within a day of the last (t < 1) is a same-day review.\n\nErrors: as engram_fsrs_retrievability(); the report names the first row with a bad grade, stability or difficulty,\nbefore anything is written. Since: 0.1.0\n```"]
    pub fn engram_fsrs_review(
        fsrs: *const engram_fsrs,
        times: *const engram_times,
        reviews: *const engram_fsrs_reviews,
        report: *mut engram_decay_report,
    ) -> engram_status;
    #[doc = "```text\nout[i] = clamp(w + g * (1 - w)),  g = min(1, rate * gains[i]): each use closes the same part of the gap to 1 (shodh: rate 0.1\nplus a tier's boost; OpenMemory: 0.18). Computed as fma(g, 1 - w, w).\n\n  weights  count values w; out may be the same array\n  gains    one factor per row, such as a score; null for 1\n  rate     0 to 1; 0 only brings the weights into the bounds\n  bounds   of the result; NaN stays NaN\n\nErrors: ENGRAM_ERROR_NULL, ENGRAM_ERROR_ARGUMENT, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_ALIGNMENT, ENGRAM_ERROR_OVERLAP.\nSince: 0.1.0\n```"]
    pub fn engram_reinforce_saturating(
        weights: *const f32,
        gains: *const f32,
        count: u64,
        rate: f32,
        bounds: engram_bounds,
        out: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nSaturating reinforcement by recall, worth more the further a memory had faded:\n    g = rate * (1 + (spacing - 1) * (1 - retentions[i])),  out[i] = clamp(fma(min(g, 1), 1 - w, w))\ng is computed as fma(-(rate * (spacing - 1)), retention, rate * spacing).\nA recall at once (retention 1) gains `rate`, one of an almost forgotten memory `spacing` times that (engram: 2.5).\n\n  retentions  what was left at the recall, as from engram_decay_factors(), 0 to 1\n  spacing     finite, 1 to 1000\n\nOther arguments and errors as engram_reinforce_saturating(). Since: 0.1.0\n```"]
    pub fn engram_reinforce_spaced(
        weights: *const f32,
        retentions: *const f32,
        count: u64,
        rate: f32,
        spacing: f32,
        bounds: engram_bounds,
        out: *mut f32,
    ) -> engram_status;
    #[doc = "```text\nOja's rule on pairs of memories:  w += rate * (a_i a_j - a_j^2 w), then clamped, where a_i and a_j are the activations\nof the two ends. Pairs with an activation below `threshold` at either end, or NaN, keep their weight as it is.\nComputed as fma(rate, fma(-(a_j * a_j), w, a_i * a_j), w). floop: rate 0.05, threshold 0.3, bounds 0.01 to 0.95.\n\n  weights  count values w; out may be the same array\n  sources  i per pair, targets: j per pair; both below options->nodes\n  updated  how many pairs were changed by the rule; null if not wanted\n\nErrors: as engram_reinforce_saturating(); ENGRAM_ERROR_STRUCT; ENGRAM_ERROR_ARGUMENT also where an index is not below\nnodes, before anything is written. Since: 0.1.0\n```"]
    pub fn engram_reinforce_oja(
        options: *const engram_oja_options,
        weights: *const f32,
        sources: *const u32,
        targets: *const u32,
        count: u64,
        out: *mut f32,
        updated: *mut u64,
    ) -> engram_status;
    #[doc = "```text\nThe outcome of the last compat call on this thread; ENGRAM_OK before the first. Since: 0.1.0\n```"]
    pub fn engram_last_status() -> engram_status;
    #[doc = "```text\nscores[i] = cosine(query, candidates + i * query_len), in [-1, 1]; candidates are row-major without gaps.\nA vector whose squared norm is below 1e-30, NaN or infinite scores exactly 0, so scores are never NaN.\nnum_candidates 0 writes nothing; query_len 0 scores 0. engram_similarity_many() answers tiny and huge norms too.\nStatuses: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_vector_similarity(
        query: *const f32,
        candidates: *const f32,
        scores: *mut f32,
        query_len: usize,
        num_candidates: usize,
    );
    #[doc = "```text\nSpreads activation over an edge list without sources. Edge k is taken to start at node\nk / ceil(num_edges / num_nodes), which is right only for edges grouped by source with one constant out-degree (the\nlast source may have fewer): for any other graph use engram_activation_spread(). In each iteration, from a copy:\n    activations[adjacency[k]] += copy[source(k)] * weights[k], k ascending, with one rounding (the original rounded the\n    product too);  edges to no node are skipped\n    m = max(activations), NaN ignored;  if m > 1 all are divided by m\nAny count of 0 changes nothing. Scratch: 4 * num_nodes bytes of the thread's arena, given back at the end; what\nthe caller has taken from that arena stays. It counts as one reset.\nStatuses: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP; ENGRAM_ERROR_MEMORY when the\narena is exhausted and its strategy is error_return (the default, fallback, takes system memory). Since: 0.1.0\n```"]
    pub fn engram_spread_activation(
        adjacency: *const u32,
        weights: *const f32,
        activations: *mut f32,
        num_nodes: usize,
        num_edges: usize,
        iterations: u32,
    );
    #[doc = "```text\nstrengths[i] *= exp(-ages_seconds[i] / 86400). The day is an e-folding time, not a half-life: after one day 0.3679\nis left. Strengths are not clamped. engram_decay_apply() has the other curves.\nStatuses: ENGRAM_ERROR_NULL, ENGRAM_ERROR_OVERFLOW, ENGRAM_ERROR_OVERLAP. Since: 0.1.0\n```"]
    pub fn engram_apply_decay(strengths: *mut f32, ages_seconds: *const u64, num_memories: usize);
    #[doc = "```text\nSize and overflow strategy of scratch arenas: of those created from now on, and of each living one from its next\nreset with nothing in use. Switches zero-on-reset on. engram_arena_configure() has the rest.\n  pool_size_mb       1 to 1024 MiB; anything else leaves the size as it is, and ENGRAM_ERROR_ARGUMENT behind\n  overflow_strategy  0 panic, 1 error_return, 2 fallback; any other value selects error_return, as the original\n                     did, and leaves ENGRAM_ERROR_ENUM behind\nEach is taken without the other. Not called: ENGRAM_ARENA_SIZE (bytes, 65536 to 1073741824), ENGRAM_ARENA_OVERFLOW\n(panic, error_return, fallback) and ENGRAM_ARENA_ZERO (true, 1, false, 0) are read once (the original never saw them);\nwhat they leave open is 1 MiB, fallback, true. Since: 0.1.0\n```"]
    pub fn engram_configure_arena(pool_size_mb: u32, overflow_strategy: u8);
    #[doc = "```text\nSums over all threads, living and ended: resets, requests that did not fit, and the largest number of bytes in use at\nonce in any arena. A null pointer skips that value. Since: 0.1.0\n```"]
    pub fn engram_arena_stats(
        total_resets: *mut usize,
        total_overflows: *mut usize,
        max_high_water_mark: *mut usize,
    );
    #[doc = "```text\nResets the arena of the calling thread, engram_arena_thread() too; nothing happens, and nothing is counted, without one. Since: 0.1.0\n```"]
    pub fn engram_reset_arenas();
    #[doc = "```text\nSets the three sums of engram_arena_stats() to zero, the largest number of bytes in use too, which the original kept.\nSince: 0.1.0\n```"]
    pub fn engram_reset_arena_metrics();
    #[doc = "```text\nGives the arena of the calling thread back to the system; a later call makes a new one. Threads that end do this\nby themselves. Since: 0.1.0\n```"]
    pub fn engram_deinit_thread_arena();
}
