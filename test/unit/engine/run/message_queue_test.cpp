// SPDX-License-Identifier: MIT
#include "engine/run/message_queue.hpp"

#include <gtest/gtest.h>

namespace pico::engine {
namespace {

using State = MessageQueue::State;

class MessageQueueTest : public testing::Test {
 protected:
  void add(std::string_view pico) {
    Message message;
    message.pico = pico;
    queue.add({std::move(message), {}});
  }
  MessageQueue queue;
};

TEST_F(MessageQueueTest, GivesMessagesInTheOrderOfSending) {
  add("a");
  add("b");
  add("a");

  EXPECT_EQ(queue.next_waiting(), 0u);
  queue.set(0, State::Delivered);
  EXPECT_EQ(queue.next_waiting(), 1u);
  EXPECT_EQ(queue.next_for("a"), 2u);
  EXPECT_EQ(queue.next_for("c"), MessageQueue::kNone);
}

TEST_F(MessageQueueTest, RemembersWhatWasSpilledUntilItIsDelivered) {
  add("a");
  queue.set(0, State::Spilled);

  EXPECT_TRUE(queue.has_spilled("a"));
  EXPECT_EQ(queue.next_waiting(), MessageQueue::kNone);
  EXPECT_EQ(queue.next_for("a"), 0u);
  EXPECT_EQ(queue.undelivered().size(), 1u);
  queue.set(0, State::Delivered);
  EXPECT_FALSE(queue.has_spilled("a"));
}

TEST_F(MessageQueueTest, TakesBackDeliveriesAndMessagesSinceASavepoint) {
  add("a");
  const MessageQueue::Savepoint savepoint = queue.savepoint();
  queue.set(0, State::Delivered);
  add("b");
  EXPECT_EQ(queue.next_waiting(), 1u);

  queue.undo(savepoint);

  EXPECT_EQ(queue.next_waiting(), 0u);
  EXPECT_EQ(queue.next_for("b"), MessageQueue::kNone);
  EXPECT_EQ(queue.undelivered().size(), 1u);
}

}  // namespace
}  // namespace pico::engine
