/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "curve.h"

#include "error.h"

#include <stddef.h>
#include <structmember.h>

typedef struct curve_object {
    PyObject_HEAD
    engram_curve curve;
} curve_object;

static PyTypeObject *curve_type;

static const choice forms[] = {{"exponential_tau", ENGRAM_CURVE_EXPONENTIAL_TAU},
                               {"exponential_half_life", ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE},
                               {"exponential_rate", ENGRAM_CURVE_EXPONENTIAL_RATE},
                               {"power", ENGRAM_CURVE_POWER},
                               {"power_ratio", ENGRAM_CURVE_POWER_RATIO},
                               {"hybrid", ENGRAM_CURVE_HYBRID},
                               {"stretched", ENGRAM_CURVE_STRETCHED},
                               {"linear", ENGRAM_CURVE_LINEAR},
                               {"hyperbolic", ENGRAM_CURVE_HYPERBOLIC},
                               {"two_component", ENGRAM_CURVE_TWO_COMPONENT},
                               {"dual_exponential", ENGRAM_CURVE_DUAL_EXPONENTIAL},
                               {NULL, 0}};
static const choice presets[] = {{"engram_kernel", ENGRAM_CURVE_PRESET_ENGRAM_KERNEL},
                                 {"engram_exponential", ENGRAM_CURVE_PRESET_ENGRAM_EXPONENTIAL},
                                 {"engram_power", ENGRAM_CURVE_PRESET_ENGRAM_POWER},
                                 {"engram_neocortical", ENGRAM_CURVE_PRESET_ENGRAM_NEOCORTICAL},
                                 {"engram_two_component", ENGRAM_CURVE_PRESET_ENGRAM_TWO_COMPONENT},
                                 {"engram_hybrid", ENGRAM_CURVE_PRESET_ENGRAM_HYBRID},
                                 {"mem0", ENGRAM_CURVE_PRESET_MEM0},
                                 {"shodh_edge", ENGRAM_CURVE_PRESET_SHODH_EDGE},
                                 {"shodh_long_term", ENGRAM_CURVE_PRESET_SHODH_LONG_TERM},
                                 {"shodh_fact", ENGRAM_CURVE_PRESET_SHODH_FACT},
                                 {"shodh_hybrid", ENGRAM_CURVE_PRESET_SHODH_HYBRID},
                                 {"shodh_hybrid_important", ENGRAM_CURVE_PRESET_SHODH_HYBRID_IMPORTANT},
                                 {"openmemory_episodic", ENGRAM_CURVE_PRESET_OPENMEMORY_EPISODIC},
                                 {"openmemory_semantic", ENGRAM_CURVE_PRESET_OPENMEMORY_SEMANTIC},
                                 {"openmemory_procedural", ENGRAM_CURVE_PRESET_OPENMEMORY_PROCEDURAL},
                                 {"openmemory_emotional", ENGRAM_CURVE_PRESET_OPENMEMORY_EMOTIONAL},
                                 {"openmemory_reflective", ENGRAM_CURVE_PRESET_OPENMEMORY_REFLECTIVE},
                                 {"openmemory_dual", ENGRAM_CURVE_PRESET_OPENMEMORY_DUAL},
                                 {"kirocrew", ENGRAM_CURVE_PRESET_KIROCREW},
                                 {"spector", ENGRAM_CURVE_PRESET_SPECTOR},
                                 {"spector_slow", ENGRAM_CURVE_PRESET_SPECTOR_SLOW},
                                 {"spector_fast", ENGRAM_CURVE_PRESET_SPECTOR_FAST},
                                 {"perfectman", ENGRAM_CURVE_PRESET_PERFECTMAN},
                                 {"powercontext", ENGRAM_CURVE_PRESET_POWERCONTEXT},
                                 {NULL, 0}};
const choice time_units[] = {{"seconds", ENGRAM_TIME_SECONDS},
                             {"milliseconds", ENGRAM_TIME_MILLISECONDS},
                             {"microseconds", ENGRAM_TIME_MICROSECONDS},
                             {"nanoseconds", ENGRAM_TIME_NANOSECONDS},
                             {NULL, 0}};

/* A curve is judged when it is made: of no rows nothing is computed, but the arguments are checked. */
static int check_curve(const engram_curve *curve) {
    return check_status(engram_decay_apply(curve, NULL, NULL, 0, NULL), "Curve");
}

static PyObject *new_curve(PyTypeObject *type, const engram_curve *curve) {
    if (check_curve(curve) != 0) return NULL;
    allocfunc allocate = (allocfunc)(uintptr_t)PyType_GetSlot(type, Py_tp_alloc);
    curve_object *made = (curve_object *)allocate(type, 0);
    if (made != NULL) made->curve = *curve;
    return (PyObject *)made;
}

static PyObject *curve_create(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"form", "scale", "exponent", "asymptote", "floor", "late", "weight", "threshold", NULL};
    engram_curve c = {.size = sizeof c};
    PyObject *form, *threshold = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "Od|$dddddO:Curve", names, &form, &c.scale, &c.exponent, &c.asymptote,
                                     &c.floor, &c.late, &c.weight, &threshold) ||
        choose(form, "form", forms, &c.form) != 0 || number_u32(threshold, "threshold", &c.threshold) != 0)
        return NULL;
    return new_curve(type, &c);
}

static PyObject *curve_preset(PyObject *type, PyObject *name) {
    uint32_t preset = 0;
    engram_curve c = {.size = sizeof c};
    if (choose(name, "name", presets, &preset) != 0 ||
        check_status(engram_curve_preset(preset, &c), "Curve.preset") != 0)
        return NULL;
    return new_curve((PyTypeObject *)type, &c);
}

static const char *form_name(const engram_curve *c) {
    for (const choice *f = forms; f->name != NULL; ++f)
        if (f->value == c->form) return f->name;
    return "unknown";
}

static PyObject *curve_form(PyObject *self, void *none) {
    (void)none;
    return PyUnicode_FromString(form_name(&((curve_object *)self)->curve));
}

static PyObject *curve_repr(PyObject *self) {
    const engram_curve *c = &((curve_object *)self)->curve;
    PyObject *scale = PyFloat_FromDouble(c->scale);
    if (scale == NULL) return NULL;
    PyObject *text = PyUnicode_FromFormat("<engram_kernels.Curve: %s, scale %R s>", form_name(c), scale);
    Py_DECREF(scale);
    return text;
}

static void curve_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    ((freefunc)(uintptr_t)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF((PyObject *)type);
}

static PyMethodDef methods[] = {
    {"preset", curve_preset, METH_CLASS | METH_O,
     "preset($type, name, /)\n--\n\nThe curve of a known system, such as 'mem0' or 'shodh_hybrid'."},
    {NULL, NULL, 0, NULL},
};

#define MEMBER(name, type, doc) {#name, type, offsetof(curve_object, curve) + offsetof(engram_curve, name), READONLY, doc}
static PyMemberDef members[] = {
    MEMBER(scale, T_DOUBLE, "tau, half-life, rate per second, or scale, in seconds"),
    MEMBER(exponent, T_DOUBLE, "of the power and stretched forms"),
    MEMBER(asymptote, T_DOUBLE, "what remains for ever"),
    MEMBER(floor, T_DOUBLE, "the factor is never below it"),
    MEMBER(late, T_DOUBLE, "seconds: crossover, scale of the power law, or slow tau"),
    MEMBER(weight, T_DOUBLE, "of the slow exponential"),
    MEMBER(threshold, T_UINT, "accesses from which the power law holds"),
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"form", curve_form, NULL, "which formula", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const char curve_doc[] =
    "Curve(form, scale, *, exponent=0.0, asymptote=0.0, floor=0.0, late=0.0, weight=0.0, threshold=0)\n--\n\n"
    "A forgetting curve: the factor left after t seconds is max(floor, asymptote + (1 - asymptote) * R(t)).\n\n"
    "form  'exponential_tau'        e ** (-t / scale)\n"
    "      'exponential_half_life'  2 ** (-t / scale)\n"
    "      'exponential_rate'       e ** (-scale * t)\n"
    "      'power'                  (1 + t / scale) ** -exponent\n"
    "      'power_ratio'            max(1, t / scale) ** -exponent\n"
    "      'hybrid'                 e ** (-t / scale) until late, then e ** (-late / scale) * (t / late) ** -exponent\n"
    "      'stretched'              e ** -((t / scale) ** exponent)\n"
    "      'linear'                 max(0, 1 - t / scale)\n"
    "      'hyperbolic'             1 / (1 + t / scale)\n"
    "      'two_component'          accesses < threshold: e ** (-t / scale), else (1 + t / late) ** -exponent\n"
    "      'dual_exponential'       min(1, e ** (-t / scale) + weight * e ** (-t / late))\n";

int add_curve(PyObject *module) {
    static PyType_Slot slots[] = {
        {Py_tp_new, (void *)(uintptr_t)curve_create}, {Py_tp_dealloc, (void *)(uintptr_t)curve_dealloc},
        {Py_tp_repr, (void *)(uintptr_t)curve_repr},  {Py_tp_methods, methods},
        {Py_tp_members, members},                     {Py_tp_getset, attributes},
        {Py_tp_doc, (void *)(uintptr_t)curve_doc},    {0, NULL},
    };
    static PyType_Spec spec = {"engram_kernels.Curve", sizeof(curve_object), 0, Py_TPFLAGS_DEFAULT, slots};
    curve_type = (PyTypeObject *)PyType_FromSpec(&spec);
    return curve_type != NULL ? PyModule_AddObjectRef(module, "Curve", (PyObject *)curve_type) : -1;
}

int curve_of(const char *function, PyObject *curve, PyObject *tau, PyObject *half_life, engram_curve *out) {
    if (given(curve) + given(tau) + given(half_life) != 1) {
        PyErr_Format(PyExc_TypeError,
                     "%s() takes one of curve, tau (seconds in which it divides by e) and half_life (in which it halves)",
                     function);
        return -1;
    }
    if (given(curve)) {
        if (!PyObject_TypeCheck(curve, curve_type)) {
            PyErr_SetString(PyExc_TypeError, "curve must be a Curve");
            return -1;
        }
        *out = ((curve_object *)curve)->curve;
        return 0;
    }
    *out = (engram_curve){.size = sizeof *out,
                          .form = given(tau) ? ENGRAM_CURVE_EXPONENTIAL_TAU : ENGRAM_CURVE_EXPONENTIAL_HALF_LIFE};
    return given(tau) ? number_f64(tau, "tau", &out->scale) : number_f64(half_life, "half_life", &out->scale);
}
