#pragma once

#include <map>
#include <vector>

#include "payments/remittances.hpp"

namespace guichet::payments {

/// The job "capture": what is due in the evening goes to the acquirer and into remittance files
/// (spec/status-machine.md 8.2).
///
/// One transaction at a time, by the errand that every capture is (errands.hpp), many of them in
/// flight. A cancellation that comes at the same moment either finds the transaction pending and
/// waits, or was first and leaves nothing to capture. Killed anywhere, the next run goes on with
/// what is not CAPTURED yet, into the same file.
class EveningCapture {
 public:
  EveningCapture(const Collaborators& with, Remittances& files)
      : with_(with), errands_(with), files_(files) {}

  /// The handler of the job "capture".
  void connect(jobs::Calendar& calendar);

 private:
  struct Page;
  Task<int> run(std::int64_t book_id, std::vector<jobs::Due> rows);
  Task<> sort_out(BookPtr book, std::vector<jobs::Due> rows, Page& page);
  Task<> capture_one(BookPtr book, std::shared_ptr<Page> page, std::size_t item);

  const Collaborators& with_;
  Errands errands_;
  Remittances& files_;
};

}  // namespace guichet::payments
