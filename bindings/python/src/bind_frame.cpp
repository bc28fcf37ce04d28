#include "arrow.hpp"
#include "arrow_export.hpp"
#include "bind.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"

#include <cstring>
#include <limits>
#include <memory>

namespace saniscore::python {
namespace {

using Array = nb::ndarray<nb::ro, nb::device::cpu>;

std::optional<ColumnType> type_of(nb::dlpack::dtype type) {
  using Code = nb::dlpack::dtype_code;
  const auto is = [&](Code code, unsigned bits) {
    return type.code == static_cast<std::uint8_t>(code) && type.bits == bits && type.lanes == 1;
  };
  if (is(Code::Float, 64)) return ColumnType::f64;
  if (is(Code::Float, 32)) return ColumnType::f32;
  if (is(Code::Int, 8)) return ColumnType::i8;
  if (is(Code::Int, 16)) return ColumnType::i16;
  if (is(Code::Int, 32)) return ColumnType::i32;
  if (is(Code::Int, 64)) return ColumnType::i64;
  if (is(Code::UInt, 8) || is(Code::Bool, 8)) return ColumnType::u8;
  if (is(Code::UInt, 16)) return ColumnType::u16;
  if (is(Code::UInt, 32)) return ColumnType::u32;
  if (is(Code::UInt, 64)) return ColumnType::u64;
  return std::nullopt;
}

Batch& only_batch(PyFrame& f, std::size_t rows) {
  if (f.frame->batches.empty()) {
    f.frame->batches.emplace_back();
    f.frame->batches.back().rows = rows;
  }
  if (f.frame->batches.back().rows != rows) throw nb::value_error("columns of different length");
  return f.frame->batches.back();
}

void add(PyFrame& f, std::string name, Series series, std::size_t rows, nb::object owner) {
  only_batch(f, rows).series.push_back(std::move(series));
  f.frame->names.push_back(std::move(name));
  if (owner.is_valid()) f.keep.push_back(std::move(owner));
}

Series borrowed(const Array& array, std::size_t axis, std::ptrdiff_t first) {
  static const double nothing = 0;
  const auto type = type_of(array.dtype());
  if (!type) throw nb::type_error("not numbers");
  Series out;
  const auto* data = static_cast<const char*>(array.data());
  out.column.data = array.size() == 0 ? static_cast<const void*>(&nothing)
                                      : data + first * static_cast<std::ptrdiff_t>(bytes_of(*type));
  out.column.type = *type;
  out.column.stride = static_cast<std::ptrdiff_t>(array.stride(axis));
  out.boolean = array.dtype().code == static_cast<std::uint8_t>(nb::dlpack::dtype_code::Bool);
  return out;
}

void add_array(PyFrame& f, std::string name, const Array& array, nb::object owner) {
  if (array.ndim() != 1) throw nb::type_error("not one-dimensional");
  add(f, std::move(name), borrowed(array, 0, 0), array.shape(0), std::move(owner));
}

void add_matrix(PyFrame& f, const std::vector<std::string>& names, const Array& array, nb::object owner) {
  if (array.ndim() != 2 || array.shape(1) != names.size()) throw nb::type_error("not a matrix with a column per name");
  f.keep.push_back(std::move(owner));
  for (std::size_t k = 0; k < names.size(); ++k)
    add(f, names[k], borrowed(array, 0, static_cast<std::ptrdiff_t>(k) * static_cast<std::ptrdiff_t>(array.stride(1))),
        array.shape(0), {});
}

std::string_view text_of(nb::handle object) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(object.ptr(), &size);
  if (bytes == nullptr) throw nb::python_error();  // a lone surrogate
  return {bytes, static_cast<std::size_t>(size)};
}

/// None and NaN are null. Other objects than numbers, truth values and strings make the column unusable.
void add_objects(PyFrame& f, std::string name, nb::typed<nb::list, nb::object> objects) {
  Series out;
  const std::size_t rows = nb::len(objects);
  out.values.reserve(rows);
  bool numbers = true, integers = rows > 0;
  for (nb::handle object : objects) {
    Value v;
    if (object.is_none()) {
    } else if (PyBool_Check(object.ptr())) {
      v = {Value::Kind::boolean, object.ptr() == Py_True ? 1.0 : 0.0, {}};
      numbers = false;
    } else if (PyUnicode_Check(object.ptr())) {
      v = {Value::Kind::text, 0, text_of(object)};
      numbers = false;
    } else {
      const double x = PyFloat_AsDouble(object.ptr());
      if (x == -1 && PyErr_Occurred() != nullptr) {
        const bool large = PyErr_ExceptionMatches(PyExc_OverflowError) != 0;
        PyErr_Clear();
        const nb::handle type(reinterpret_cast<PyObject*>(Py_TYPE(object.ptr())));
        out.refused = large ? "numbers beyond 1.8e308" : nb::cast<std::string>(type.attr("__name__")) + " objects";
        break;
      }
      if (x == x) v = {Value::Kind::number, x, {}};
      if (PyLong_Check(object.ptr())) {
        int overflow = 0;
        const long long whole = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
        if (overflow == 0) v.whole = whole;
        numbers = numbers && whole > -(1LL << 53) && whole < (1LL << 53);
      }
    }
    integers = integers && v.whole;
    out.values.push_back(v);
  }
  out.integers = integers && out.refused.empty();
  if (numbers && out.refused.empty()) {
    for (const Value& v : out.values)
      out.own.push_back(v.kind == Value::Kind::null ? std::numeric_limits<double>::quiet_NaN() : v.number);
    if (out.own.empty()) out.own.push_back(0);
    out.values.clear();
    out.column.data = out.own.data();
  }
  add(f, std::move(name), std::move(out), rows, std::move(objects));
}

/// Codes of labels; -1 is null.
void add_codes(PyFrame& f, std::string name, const nb::object& codes, const nb::typed<nb::list, nb::str>& labels) {
  const auto array = nb::cast<Array>(codes);
  if (array.ndim() != 1) throw nb::type_error("not one-dimensional");
  Series out = borrowed(array, 0, 0);
  for (nb::handle label : labels) out.labels.push_back(text_of(label));
  if (!codes_below(out.column, array.shape(0), out.labels.size(), true))
    throw nb::value_error("a code without a label");
  out.coded = true;
  f.keep.push_back(labels);
  add(f, std::move(name), std::move(out), array.shape(0), codes);
}

void refuse(PyFrame& f, std::string name, std::string why, std::size_t rows) {
  Series out;
  out.refused = std::move(why);
  add(f, std::move(name), std::move(out), rows, {});
}

template <class T>
T* pointer_in(const nb::capsule& capsule, const char* name) {
  void* pointer = PyCapsule_GetPointer(capsule.ptr(), name);
  if (pointer == nullptr) throw nb::python_error();
  return static_cast<T*>(pointer);
}

Outcome<PyFrame> framed(Result<Frame> result) {
  if (!result) return {std::nullopt, tuples(result.diagnostics())};
  PyFrame out;
  *out.frame = *std::move(result);
  return {std::move(out), {}};
}

/// A column of its own library, read through Arrow.
std::vector<DiagnosticTuple> add_stream(PyFrame& f, const std::string& name, const nb::capsule& capsule) {
  auto result = import_stream(pointer_in<ArrowArrayStream>(capsule, "arrow_array_stream"), name);
  if (!result) return tuples(result.diagnostics());
  if (result->names.size() != 1 || result->batches.size() > 1) throw nb::type_error("not one column in one piece");
  if (result->batches.empty()) {
    add_objects(f, name, nb::typed<nb::list, nb::object>());
    return {};
  }
  Batch& batch = result->batches.front();
  Batch& to = only_batch(f, batch.rows);
  to.series.push_back(std::move(batch.series.front()));
  f.frame->names.push_back(name);
  // One owner per batch: a chain of them.
  to.owner =
      std::make_shared<std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(to.owner, batch.owner);
  return {};
}

std::vector<std::string> texts_in(const detail::CsvFile& file) {
  std::vector<std::string> out;
  for (const auto cell : file.header) out.emplace_back(cell);
  return out;
}

/// A CSV file as columns of text: header, rows as the file counts them, columns.
using CsvColumns =
    std::tuple<std::vector<std::string>, std::vector<std::uint32_t>, std::vector<std::vector<std::string>>>;

Outcome<CsvColumns> read_csv(const nb::bytes& bytes, const std::string& source, const std::string& encoding,
                             char separator) {
  const auto known = detail::parse_encoding(encoding);
  if (!known)
    return {
        std::nullopt,
        tuples({complaint("C003", "", "unknown encoding \"" + encoding + "\"; use utf-8, gb18030, utf-16le or utf-16be",
                          "未知编码“" + encoding + "”；可用 utf-8、gb18030、utf-16le、utf-16be")})};
  auto decoded = detail::decode(std::string(bytes.c_str(), bytes.size()), *known, source);
  if (!decoded) return {std::nullopt, tuples(decoded.diagnostics())};
  auto file = detail::read_csv(std::move(decoded->text), source, separator);
  if (!file) return {std::nullopt, tuples(file.diagnostics())};
  std::vector<std::vector<std::string>> columns(file->header.size());
  for (std::size_t row = 0; row < file->rows(); ++row)
    for (std::size_t k = 0; k < columns.size(); ++k) columns[k].emplace_back(file->cell(row, k));
  return {CsvColumns{texts_in(*file), file->numbers, std::move(columns)}, {}};
}

/// Numbers, truth values or texts; NaN and None become null.
ExportColumn exported(std::string name, nb::handle values, std::size_t rows) {
  ExportColumn out;
  out.name = std::move(name);
  Array array;
  if (nb::try_cast(values, array) && array.ndim() == 1) {
    if (array.shape(0) != rows) throw nb::value_error("columns of different length");
    const Series series = borrowed(array, 0, 0);
    out.format = series.boolean ? "b" : series.integral() ? "l" : "g";
    out.data.resize(series.boolean ? (rows + 7) / 8 : rows * 8);
    for (std::size_t row = 0; row < rows; ++row) {
      const Value value = series.at(row);
      if (value.kind == Value::Kind::null)
        out.set_null(row, rows);
      else if (series.boolean)
        out.data[row / 8] = static_cast<char>(out.data[row / 8] | static_cast<int>(value.number) << row % 8);
      else if (value.whole)
        std::memcpy(out.data.data() + row * 8, &*value.whole, 8);
      else
        std::memcpy(out.data.data() + row * 8, &value.number, 8);
    }
    return out;
  }
  out.format = "U";
  out.places.push_back(0);
  for (nb::handle object : values) {
    if (object.is_none())
      out.set_null(out.places.size() - 1, rows);
    else
      for (const char c : text_of(nb::str(object))) out.data.push_back(c);
    out.places.push_back(static_cast<std::int64_t>(out.data.size()));
  }
  if (out.places.size() != rows + 1) throw nb::value_error("columns of different length");
  return out;
}

nb::capsule arrow_stream(nb::typed<nb::dict, nb::str, nb::any> columns, std::size_t rows) {
  std::vector<ExportColumn> out;
  for (const auto& [name, values] : columns) out.push_back(exported(nb::cast<std::string>(name), values, rows));
  auto stream = std::make_unique<ArrowArrayStream>();
  export_stream(std::move(out), rows, stream.get());
  nb::capsule capsule(stream.get(), "arrow_array_stream", [](void* p) noexcept {
    auto* unread = static_cast<ArrowArrayStream*>(p);
    if (unread->release != nullptr) unread->release(unread);
    delete unread;
  });
  (void)stream.release();
  return capsule;
}

}  // namespace

void bind_frame(nb::module_& m) {
  nb::class_<PyFrame>(m, "Frame", "Named columns, borrowed from the caller.")
      .def(nb::init<>())
      .def_prop_ro("names", [](const PyFrame& f) { return f.frame->names; })
      .def_prop_ro("rows", [](const PyFrame& f) { return f.frame->rows(); })
      .def_prop_ro("batches", [](const PyFrame& f) { return f.frame->batches.size(); })
      .def(
          "address",
          [](const PyFrame& f, const std::string& name, std::size_t batch) -> std::uintptr_t {
            for (std::size_t k = 0; k < f.frame->names.size(); ++k)
              if (f.frame->names[k] == name) {
                const Column& c = f.frame->batches.at(batch).series[k].column;
                const auto shift = c.type == ColumnType::bit ? 0 : c.offset * bytes_of(c.type);
                return reinterpret_cast<std::uintptr_t>(c.data) + shift;
              }
            throw nb::key_error(name.c_str());
          },
          nb::arg("name"), nb::arg("batch") = 0, "Where a numeric column is read from; 0 for texts.")
      .def(
          "is_integer",
          [](const PyFrame& f, const std::string& name) {
            for (std::size_t k = 0; k < f.frame->names.size(); ++k)
              if (f.frame->names[k] == name && !f.frame->batches.empty()) {
                return f.frame->batches[0].series[k].integral();
              }
            return false;
          },
          nb::arg("name"), "Whether a column holds integers.")
      .def(
          "add_array",
          [](PyFrame& f, std::string name, const nb::object& array) {
            add_array(f, std::move(name), nb::cast<Array>(array), array);
          },
          nb::arg("name"), nb::arg("array"))
      .def(
          "add_matrix",
          [](PyFrame& f, const std::vector<std::string>& names, const nb::object& array) {
            add_matrix(f, names, nb::cast<Array>(array), array);
          },
          nb::arg("names"), nb::arg("array"))
      .def("add_objects", &add_objects, nb::arg("name"), nb::arg("objects"))
      .def("add_codes", &add_codes, nb::arg("name"), nb::arg("codes"), nb::arg("labels"))
      .def("add_stream", &add_stream, nb::arg("name"), nb::arg("stream"))
      .def("refuse", &refuse, nb::arg("name"), nb::arg("why"), nb::arg("rows"))
      .def(
          "place",
          [](PyFrame& f, std::string source, std::vector<std::uint32_t> numbers) {
            f.frame->source = std::move(source);
            f.frame->numbers = std::move(numbers);
          },
          nb::arg("source"), nb::arg("numbers"), "Which file the rows come from, and their numbers there.");

  m.def(
      "frame_from_stream",
      [](const nb::capsule& stream) {
        return framed(import_stream(pointer_in<ArrowArrayStream>(stream, "arrow_array_stream"), ""));
      },
      nb::arg("stream"));
  m.def(
      "frame_from_array",
      [](const nb::capsule& schema, const nb::capsule& array) {
        return framed(import_array(pointer_in<ArrowSchema>(schema, "arrow_schema"),
                                   pointer_in<ArrowArray>(array, "arrow_array"), ""));
      },
      nb::arg("schema"), nb::arg("array"));
  m.def("arrow_stream", &arrow_stream, nb::arg("columns"), nb::arg("rows"), "A table as an Arrow C stream.");
  m.def("read_csv", &read_csv, nb::arg("data"), nb::arg("source"), nb::arg("encoding"), nb::arg("separator"),
        "Header, row numbers and columns of text.");
}

}  // namespace saniscore::python
