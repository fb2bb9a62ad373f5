/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "refusal.h"

#include <string.h>

#define ANY_FLOAT ((unsigned)(KIND_F16 | KIND_BF16 | KIND_F32 | KIND_F64))

/* Arguments that are made by a call of their own, whatever is given instead. */
static const struct {
    const char *name, *way;
} made_by[] = {
    {"filter", ": bitmap(mask) makes it of an array of bool; row numbers go to ids="},
    {"pins", ": bitmap(mask) makes it of an array of bool"},
    {"codes", ": pass what build_codes() returned"},
};
enum { MADE_BY = sizeof made_by / sizeof made_by[0] };

static int has(PyObject *object, const char *attribute) {
    PyObject *found = PyObject_GetAttrString(object, attribute);
    if (found == NULL) PyErr_Clear();
    Py_XDECREF(found);
    return found != NULL;
}

static int is_one_of(const char *name, const char *a, const char *b) { return strcmp(name, a) == 0 || strcmp(name, b) == 0; }

static const char *way_of_name(const char *name) {
    for (int i = 0; i < MADE_BY; ++i)
        if (strcmp(made_by[i].name, name) == 0) return made_by[i].way;
    return NULL;
}

/* datetime64 and timedelta64 have a unit in brackets and lie in memory as int64; four of the units are ours as well. */
static PyObject *way_of_dates(const char *name, const char *dtype) {
    static const struct {
        const char *bracket, *unit;
    } units[] = {{"[s]", "seconds"}, {"[ms]", "milliseconds"}, {"[us]", "microseconds"}, {"[ns]", "nanoseconds"}};
    const int is_date = strncmp(dtype, "datetime64", 10) == 0;
    const char *bracket = strchr(dtype, '['), *now = is_date ? ", and now= in it" : "";
    for (size_t i = 0; bracket != NULL && strcmp(name, "ages_seconds") != 0 && i < sizeof units / sizeof units[0]; ++i)
        if (strcmp(bracket, units[i].bracket) == 0)
            return PyUnicode_FromFormat(": use %s.view(\"int64\") with unit=\"%s\"%s", name, units[i].unit, now);
    return PyUnicode_FromFormat(": use %s.astype(\"%s64[s]\").view(\"int64\"), which is in seconds%s", name,
                                is_date ? "datetime" : "timedelta", now);
}

/* Whole numbers are wanted. */
static PyObject *way_to_whole(const array *a, const char *name, const char *dtype) {
    const int is_time = is_one_of(name, "times", "creations") || strcmp(name, "ages_seconds") == 0;
    if (is_time && (strncmp(dtype, "datetime64", 10) == 0 || strncmp(dtype, "timedelta64", 11) == 0))
        return way_of_dates(name, dtype);
    if (a->type == KIND_BOOL && is_one_of(name, "ids", "seeds"))
        return PyUnicode_FromFormat(": numpy.flatnonzero(%s) has the numbers of what a mask sets", name);
    if (((unsigned)a->type & ANY_FLOAT) == 0) return PyUnicode_FromString("");
    if (a->ndim == 1 && a->shape[0] == 0) return PyUnicode_FromFormat(": use numpy.empty(0, \"int64\") for none");
    return PyUnicode_FromFormat(": numpy.rint(%s).astype(\"int64\") rounds it%s", name,
                                is_time ? ", in a unit= in which that loses nothing" : "");
}

/* Numbers as numbers: of another width, of whole numbers, in the other byte order. */
static PyObject *way_to_float(const array *a, PyObject *object, const char *name, unsigned types, const char *dtype) {
    const int is_number = (a->type != KIND_OTHER && a->type != KIND_U16) || strstr(dtype, "float") != NULL ||
                          strcmp(dtype, "object") == 0 || (dtype[0] == '>' && strchr("fiu", dtype[1]) != NULL);
    const char *width = (types & KIND_F32) != 0 ? "float32" : (types & KIND_F64) != 0 ? "float64" : "float16";
    if (!is_number) return PyUnicode_FromString("");
    return PyUnicode_FromFormat(has(object, "astype") ? ": use %s.astype(\"%s\")" : ": use numpy.asarray(%s, \"%s\")", name,
                                width);
}

static PyObject *way_from(const array *a, PyObject *object, const char *name, unsigned types, int writable,
                          const char *dtype) {
    const char *way = way_of_name(name);
    if (writable) return PyUnicode_FromString(": it is written to, and a copy would take the result");
    if (way != NULL) return PyUnicode_FromString(way);
    if ((types & ANY_WHOLE) == ANY_WHOLE) return way_to_whole(a, name, dtype);
    if (types == KIND_BOOL)
        return PyUnicode_FromString(": mask != 0 makes one of numbers that are 0 or not; row numbers go to ids=");
    if (strstr(dtype, "bfloat16") != NULL && (types & KIND_BF16) != 0)
        return PyUnicode_FromFormat(": use %s.view(\"uint16\") with type=\"bfloat16\"", name);
    if (a->type == KIND_U16 && (types & (KIND_F16 | KIND_BF16)) != 0)
        return PyUnicode_FromString(": uint16 is read as type=\"bfloat16\" or type=\"float16\"");
    const int is_query = is_one_of(name, "query", "queries");
    if (strcmp(name, "rows") == 0 && a->type == KIND_BOOL)
        return PyUnicode_FromString(": numpy.packbits(rows, axis=1, bitorder=\"little\") packs it");
    if (is_query && (((unsigned)a->type & ANY_FLOAT) == 0 || (types & ANY_FLOAT) == 0))
        return PyUnicode_FromString(": the rows have another type, and convert() changes either");
    return (types & ANY_FLOAT) != 0 ? way_to_float(a, object, name, types, dtype) : PyUnicode_FromString("");
}

static PyObject *dtype_of(const array *a, PyObject *object) {
    PyObject *dtype = PyObject_GetAttrString(object, "dtype");
    if (dtype == NULL) PyErr_Clear();
    PyObject *text = dtype != NULL                                  ? PyObject_Str(dtype)
                     : a->type != KIND_OTHER                        ? PyUnicode_FromString(name_of_kind(a->type))
                     : a->held == 1 && a->view.format != NULL       ? PyUnicode_FromFormat("'%s'", a->view.format)
                                                                    : PyUnicode_FromString("of another type");
    Py_XDECREF(dtype);
    return text;
}

static void list_kinds(unsigned types, char *wanted, size_t room) {
    wanted[0] = '\0';
    if ((types & ANY_WHOLE) == ANY_WHOLE) {
        strcat(wanted, "whole numbers, such as int64 or uint32");
        return;
    }
    for (unsigned bit = 1; bit <= (unsigned)KIND_I16; bit <<= 1) {
        if ((types & bit) == 0 || strlen(wanted) + 16 > room) continue;
        if (wanted[0] != '\0') strcat(wanted, " or ");
        strcat(wanted, name_of_kind((kind)bit));
    }
}

int refuse_type(const array *a, PyObject *object, const char *name, unsigned types, int writable) {
    char wanted[192];
    list_kinds(types, wanted, sizeof wanted);
    PyObject *given = dtype_of(a, object);
    PyObject *text = given != NULL ? PyUnicode_AsUTF8String(given) : NULL;
    const char *dtype = text != NULL ? PyBytes_AsString(text) : NULL;
    PyObject *way = dtype != NULL ? way_from(a, object, name, types, writable, dtype) : NULL;
    if (way != NULL) PyErr_Format(PyExc_TypeError, "%s must be %s, not %U%U", name, wanted, given, way);
    Py_XDECREF(way);
    Py_XDECREF(text);
    Py_XDECREF(given);
    return -1;
}

int refuse_object(PyObject *object, const char *name, unsigned types, int writable) {
    PyObject *type = PyType_GetName(Py_TYPE(object)), *way = NULL;
    const char *made = way_of_name(name), *width = "";
    if ((types & KIND_F32) != 0) width = ", \"float32\"";
    else if ((types & KIND_F64) != 0) width = ", \"float64\"";
    else if (types == KIND_BOOL) width = ", \"bool\"";
    if (writable) way = PyUnicode_FromString(": it is written to, and a copy would take the result");
    else if (made != NULL) way = PyUnicode_FromString(made);
    else if (has(object, "__array__") || (PySequence_Check(object) && !PyUnicode_Check(object)))
        way = PyUnicode_FromFormat(": use numpy.ascontiguousarray(%s%s)", name, width);
    else if (has(object, "toarray")) way = PyUnicode_FromFormat(": use %s.toarray()", name);
    else way = PyUnicode_FromString("");
    if (type != NULL && way != NULL)
        PyErr_Format(PyExc_TypeError, "%s must be an array (buffer protocol or DLPack), not %U%U", name, type, way);
    Py_XDECREF(way);
    Py_XDECREF(type);
    return -1;
}
