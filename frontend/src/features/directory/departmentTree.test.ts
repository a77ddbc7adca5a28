import { expect } from 'chai';
import { departmentTree, filterTree, flatten } from './departmentTree.ts';

const department = (id: string, name: string, parentId: string | null = null) => ({
  id,
  name,
  parentId,
  peopleCount: 1,
});
const tree = departmentTree([
  department('3', 'Platform', '1'),
  department('1', 'Engineering'),
  department('2', 'Design', '1'),
  department('4', 'Brand', '2'),
  department('5', 'Lost', 'gone'),
]);
const lines = (nodes: typeof tree) => flatten(nodes).map(({ node, depth }) => `${'-'.repeat(depth)}${node.name}`);

describe('departmentTree', () => {
  it('orders each level by name and keeps what has lost its parent', () => {
    expect(lines(tree)).to.deep.equal(['Engineering', '-Design', '--Brand', '-Platform', 'Lost']);
  });
});

describe('the total of a department', () => {
  it('counts the people of everything below, also when the tree is filtered', () => {
    expect(flatten(tree).map(({ node }) => node.total)).to.deep.equal([4, 2, 1, 1, 1]);
    expect(filterTree(tree, 'brand')[0]?.total).to.equal(4);
  });
});

describe('filterTree', () => {
  it('keeps the way down to a match, and everything below it', () => {
    expect(lines(filterTree(tree, 'bran'))).to.deep.equal(['Engineering', '-Design', '--Brand']);
    expect(lines(filterTree(tree, 'DESIGN'))).to.deep.equal(['Engineering', '-Design', '--Brand']);
    expect(filterTree(tree, 'nothing')).to.deep.equal([]);
  });
});
