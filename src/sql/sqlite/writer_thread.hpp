#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "sql/sqlite/group_commit.hpp"

namespace guichet::sql::sqlite {

/// The one thread that writes. It takes everything that waits, up to
/// `limits::writer_group_batches_max`, commits it as a group, and resumes each coroutine on the
/// scheduler it suspended on: one post per scheduler and group. Under load it gives a group that
/// is unusually small a moment to fill.
class WriterThread {
 public:
  /// `between_groups` runs on the writer's thread after the answers of a group have left.
  WriterThread(GroupCommit& commits, std::function<void()> between_groups);
  /// Writes what is queued, then ends.
  ~WriterThread();
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

  /// Queues a suspended coroutine's batch. False when `limits::writer_queue_batches_max` wait
  /// already: nothing was taken and nobody will be resumed. Thread-safe. After true, do not touch
  /// `submission` again before its coroutine resumes.
  bool submit(Submission& submission);
  std::size_t queue_length() const;

 private:
  void run();
  bool take(std::vector<Submission*>& group);
  void resume_all(const std::vector<Submission*>& group);

  GroupCommit& commits_;
  std::function<void()> between_groups_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Submission*> queue_;
  bool idle_ = false;
  bool stopping_ = false;
  std::size_t usual_size_ = 0;  // of late groups, sinking slowly; the thread's own
  std::thread thread_;
};

}  // namespace guichet::sql::sqlite
