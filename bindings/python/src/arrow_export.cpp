#include "arrow_export.hpp"

#include <cerrno>
#include <memory>
#include <new>

namespace saniscore::python {
namespace {

struct Export {
  std::int64_t rows = 0;
  std::vector<ExportColumn> columns;
};
using Shared = std::shared_ptr<const Export>;

constexpr std::int64_t nullable = 2;  // ARROW_FLAG_NULLABLE

/// What a structure owns. Children own their part too, because a consumer may move them out and outlive the parent.
template <class T>
struct Owned {
  Shared data;
  std::vector<const void*> buffers;
  std::vector<T> children;
  std::vector<T*> pointers;
};

template <class T>
void release(T* structure) {
  for (std::int64_t k = 0; k < structure->n_children; ++k)
    if (T* child = structure->children[k]; child->release != nullptr) child->release(child);
  delete static_cast<Owned<T>*>(structure->private_data);
  structure->release = nullptr;
}

/// Gives a structure what it owns, with `children` places for children.
template <class T>
Owned<T>& own(T& structure, const Shared& data, std::size_t children) {
  auto owned = std::make_unique<Owned<T>>();
  owned->data = data;
  owned->children.resize(children, T{});
  for (T& child : owned->children) owned->pointers.push_back(&child);
  structure.n_children = static_cast<std::int64_t>(children);
  structure.children = owned->pointers.data();
  structure.release = &release<T>;
  structure.private_data = owned.get();
  return *owned.release();
}

void describe(const Shared& data, ArrowSchema* out) {
  *out = ArrowSchema{};
  auto& owned = own(*out, data, data->columns.size());
  out->format = "+s";
  out->name = "";
  for (std::size_t k = 0; k < data->columns.size(); ++k) {
    ArrowSchema& child = owned.children[k];
    own(child, data, 0);
    child.format = data->columns[k].format;
    child.name = data->columns[k].name.c_str();
    child.flags = nullable;
  }
}

void fill(const Shared& data, ArrowArray* out) {
  *out = ArrowArray{};
  auto& owned = own(*out, data, data->columns.size());
  const auto give = [&](ArrowArray& array, Owned<ArrowArray>& mine) {
    array.length = data->rows;
    array.n_buffers = static_cast<std::int64_t>(mine.buffers.size());
    array.buffers = mine.buffers.data();
  };
  owned.buffers = {nullptr};
  give(*out, owned);
  for (std::size_t k = 0; k < data->columns.size(); ++k) {
    const ExportColumn& c = data->columns[k];
    ArrowArray& child = owned.children[k];
    auto& mine = own(child, data, 0);
    mine.buffers = {c.validity.empty() ? nullptr : c.validity.data()};
    if (!c.places.empty()) mine.buffers.push_back(c.places.data());
    mine.buffers.push_back(c.data.data());
    give(child, mine);
    child.null_count = c.nulls;
  }
}

struct Stream {
  Shared data;
  bool done = false;
};

Stream& stream_of(ArrowArrayStream* stream) { return *static_cast<Stream*>(stream->private_data); }

template <class T, class Fill>
int guarded(T* out, Fill&& fill_it) {
  try {
    fill_it();
    return 0;
  } catch (const std::bad_alloc&) {
    if (out->release != nullptr) out->release(out);
    return ENOMEM;
  }
}

}  // namespace

void ExportColumn::set_null(std::size_t row, std::size_t rows) {
  if (validity.empty()) validity.assign((rows + 7) / 8, 0xff);
  validity[row / 8] = static_cast<std::uint8_t>(validity[row / 8] & ~(1u << (row % 8)));
  ++nulls;
}

void export_stream(std::vector<ExportColumn> columns, std::size_t rows, ArrowArrayStream* out) {
  for (ExportColumn& c : columns) c.data.reserve(1);  // a buffer has an address, even without rows
  auto data = std::make_shared<const Export>(Export{static_cast<std::int64_t>(rows), std::move(columns)});
  *out = ArrowArrayStream{};
  out->private_data = new Stream{std::move(data)};
  out->get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
    return guarded(schema, [&] { describe(stream_of(self).data, schema); });
  };
  out->get_next = [](ArrowArrayStream* self, ArrowArray* array) {
    *array = ArrowArray{};
    if (stream_of(self).done) return 0;
    return guarded(array, [&] {
      fill(stream_of(self).data, array);
      stream_of(self).done = true;
    });
  };
  out->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  out->release = [](ArrowArrayStream* self) {
    delete static_cast<Stream*>(self->private_data);
    self->release = nullptr;
  };
}

}  // namespace saniscore::python
